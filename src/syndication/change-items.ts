import { articleJson } from '../articles/article.query.js';
import { ArticleChangeKind } from '../live/article-change.view.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { Shape } from '../platform/api/shape.js';
import type { Selection } from '../platform/api/selection.js';
import { instant, join, literal, sql, type Sql } from '../platform/database/sql.js';

/** Kinds of changes that others may know of, as a list of SQL. */
export const PUBLIC_KINDS: Sql = join(
  Object.values(ArticleChangeKind).map((kind) => literal(kind)),
  ', ',
);

/**
 * Rows of changes: `id` (text), `at`, `article_id`, `kind`, `version` and the slugs as they were then; of the story as it is
 * now `seen` (whether the caller may have it) and `notice`.
 */
interface ChangeRow {
  readonly x: Sql;
}

/** Fields of `ArticleChange`. */
const changeShape = new Shape<ChangeRow>('ArticleChange', {
  id: ({ x }) => sql`${x}.id`,
  articleId: ({ x }) => sql`${x}.article_id`,
  kind: ({ x }) => sql`${x}.kind`,
  at: ({ x }) => instant(sql`${x}.at`),
  version: ({ x }) => sql`coalesce(${x}.version, 0)`,
  slug: ({ x }) => sql`${x}.slug`,
  previousSlug: ({ x }) => sql`${x}.previous_slug`,
  notice: ({ x }) => sql`${x}.notice`,
  article: ({ x }, { children }, read) =>
    sql`case when ${x}.seen then ${articleJson(sql`${x}.article_id`, children, read)} end`,
});

/**
 * JSON of a change. Whoever is told of a story is to hear of its end, whatever else was selected; which version it was given
 * is said where the story itself stands in it.
 */
export const changeJson = (x: Sql, selection: Selection, read: ReadContext): Sql =>
  changeShape.json({ x }, selection, read, [
    ...read.copy('given', sql`case when ${x}.seen then ${x}.article_id || ' 0' end`),
    ...read.copy(
      'ended',
      sql`case when not ${x}.seen then ${x}.article_id || ' ' || coalesce(${x}.version, 0) end`,
    ),
  ]);
