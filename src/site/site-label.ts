import { join, literal, sql, type Sql } from '../platform/database/sql.js';
import { DEFAULT_LABELS, MAIL_LABELS } from './labels.js';
import type { Labels } from './site.view.js';

export type MailLabels = Readonly<Record<keyof typeof MAIL_LABELS, string>>;

const USUAL = { ...DEFAULT_LABELS, ...MAIL_LABELS };

/** The site's own word for a part of a page, or the usual one, in a statement that reads the table `site`. */
export const labelOf = (name: keyof Labels | keyof MailLabels): Sql =>
  sql`coalesce(site.labels ->> ${literal(name)}, ${literal(USUAL[name])})`;

/** The same where the statement does not read that table. */
export const siteLabel = (name: keyof Labels): Sql => sql`(select ${labelOf(name)} from site)`;

/** All words of e-mails as JSON, in a statement that reads the table `site`. */
export const mailLabels = (): Sql => {
  const names = Object.keys(MAIL_LABELS) as (keyof MailLabels)[];
  return sql`json_build_object(${join(
    names.map((name) => sql`${literal(name)}, ${labelOf(name)}`),
    ', ',
  )})`;
};
