import { raw, sql, type Sql } from '../platform/database/sql.js';

/** Weights of body, tags, dek and headline. */
const WEIGHTS = raw("'{0.1, 0.2, 0.4, 1.0}'");
/** What it adds that words stand close together, of which `ts_rank` says most of any words that are all there. */
const TOGETHER = raw('0.1');

/** How well a document fits a query; a word that stands in it once, in the body, makes 0.06. */
export const rank = (document: Sql, words: Sql): Sql => sql`ts_rank(${WEIGHTS}, ${document}, ${words})`;

/**
 * The same by what has to be there, `positive`, and any of it, `either`: how often and where words stand counts for most.
 * `ts_rank` calls all stories with all words much the same.
 */
export const rankInFull = (document: Sql, { either, positive }: { either: Sql; positive: Sql }): Sql =>
  sql`(${rank(document, either)} + ${TOGETHER} * ${rank(document, positive)})`;
