import { raw, sql, type Sql } from '../platform/database/sql.js';

/** A word as an operand of a `tsquery`. */
export const operand = (word: Sql): Sql => sql`array_to_tsvector(array[${word}])::text`;

/** A word without capitals and accents. */
export const folded = (text: Sql): Sql => sql`lower(unaccent(${text}))`;

/** Sorts behind everything that begins with the same letters. */
const LAST_CHARACTER = raw(`E'\\U0010FFFF'`);

/** Whether a word of the table of words begins so. */
export const beginsWith = (word: Sql, beginning: Sql): Sql =>
  sql`(${word} >= ${beginning} collate "C" and ${word} < ${beginning} || ${LAST_CHARACTER} collate "C")`;
