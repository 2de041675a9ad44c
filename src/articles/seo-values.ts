import type { ReadContext } from '../platform/api/read-context.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';
import type { ArticleRow } from './article-row.js';
import { articleUrl } from './article-url.js';

/** What a search engine is to show below the title: never a text of nothing where the story says anything. */
export const seoDescription = ({ r }: ArticleRow): Sql =>
  sql`coalesce(nullif(${r}.seo_description, ''), nullif(${r}.dek, ''), ${r}.excerpt)`;

/** The address that a story is known by: its own on the site, unless it was somewhere else before. */
export const canonicalUrl = (row: ArticleRow, read: ReadContext): Sql =>
  sql`coalesce(${row.a}.canonical_url, ${articleUrl(row, read)})`;

/** A list of the names of the story's tags, in their order. */
export const tagNames = (row: ArticleRow): Sql =>
  row.shared(sql`(select coalesce(json_agg((select tag.name from tag where tag.id = tagged.tag_id) order by tagged.position), '[]'::json)
    ${row.subjects()})`);

/** The page of an author on the site. */
export const authorUrl = (author: Sql, read: ReadContext): Sql =>
  sql`${literal(`${read.addresses.site}/author/`)} || ${author}.slug`;
