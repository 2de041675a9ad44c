import type { ReadContext } from '../platform/api/read-context.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';
import type { ArticleRow } from './article-row.js';

/** A text without the blanks around it, null where nothing is left: what says nothing is better not said. */
export const said = (text: Sql): Sql => sql`nullif(btrim(${text}, E' \\t\\r\\n'), '')`;

/** What a search engine is to show below the title; null where the story says nothing at all. */
export const saidDescription = (row: ArticleRow): Sql =>
  row.shared(
    sql`coalesce(${said(sql`${row.r}.seo_description`)}, ${said(sql`${row.r}.dek`)}, ${said(sql`${row.r}.excerpt`)})`,
  );

/** A list of the names of the story's tags, in their order. */
export const tagNames = (row: ArticleRow): Sql =>
  row.shared(sql`(select coalesce(json_agg((select tag.name from tag where tag.id = tagged.tag_id) order by tagged.position), '[]'::json)
    ${row.subjects()})`);

/** The page of an author on the site. */
export const authorUrl = (author: Sql, read: ReadContext): Sql =>
  sql`${literal(`${read.addresses.site}/author/`)} || ${author}.slug`;
