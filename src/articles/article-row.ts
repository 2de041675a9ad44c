import type { ReadContext } from '../platform/api/read-context.js';
import { sql, type Sql } from '../platform/database/sql.js';

/** A story in a statement: the tables `article`, `article_revision` (what readers see of it) and `section`. */
export interface ArticleRow {
  readonly a: Sql;
  readonly r: Sql;
  readonly s: Sql;
}

/** Fresh aliases for a story, and `article … join …` to read it from. Unused joins are dropped by the planner. */
export function articleTables(read: ReadContext): { row: ArticleRow; tables: Sql } {
  const row = { a: read.alias('art'), r: read.alias('rev'), s: read.alias('sec') };
  const tables = sql`article ${row.a}
    left join article_revision ${row.r} on ${row.r}.id = ${row.a}.published_revision_id
    left join section ${row.s} on ${row.s}.id = ${row.a}.section_id`;
  return { row, tables };
}
