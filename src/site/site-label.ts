import { literal, sql, type Sql } from '../platform/database/sql.js';
import { DEFAULT_LABELS } from './labels.js';
import type { Labels } from './site.view.js';

/** The site's own word for a part of a page, or the usual one, in a statement that reads the table `site`. */
export const labelOf = (name: keyof Labels): Sql =>
  sql`coalesce(site.labels ->> ${literal(name)}, ${literal(DEFAULT_LABELS[name])})`;

/** The same where the statement does not read that table. */
export const siteLabel = (name: keyof Labels): Sql => sql`(select ${labelOf(name)} from site)`;
