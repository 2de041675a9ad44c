import { sql, type Sql } from '../platform/database/sql.js';

/** The story (`article`), the `path` of its section, and the row of `site`. */
export interface PolicyRow {
  readonly a: Sql;
  readonly s: Sql;
  readonly site: Sql;
}

/** A setting of comments: the story's own, or that of its section or the nearest one above which has one, or the site's. */
const settingOf = ({ a, s, site }: PolicyRow, column: Sql): Sql => sql`coalesce(${a}.${column},
  (select above.${column} from section above where above.id = any(${s}.path) and above.${column} is not null
    order by cardinality(above.path) desc limit 1),
  ${site}.${column})`;

/** How readers may comment on a story: `open`, `firstTime`, `premoderated` or `closed`. */
export const commentPolicyOf = (row: PolicyRow): Sql => settingOf(row, sql`comment_policy`);

/** When a story's discussion closes by itself; null for one that does not. A day has 24 hours, whatever the time zone. */
export const commentsCloseAt = (row: PolicyRow): Sql =>
  sql`(${row.a}.publish_at + ${settingOf(row, sql`comments_close_after_days`)} * interval '24 hours')`;

/** Whether a story takes comments now. */
export const takesComments = (row: PolicyRow): Sql =>
  sql`(${commentPolicyOf(row)} <> 'closed' and coalesce(${commentsCloseAt(row)} > now(), true))`;
