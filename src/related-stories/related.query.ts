import type { ArticleRow } from '../articles/article-row.js';
import { alsoShownIn } from '../articles/article-tags.js';
import { articleJson, articleShape } from '../articles/article.query.js';
import { visibleTo } from '../articles/visibility.js';
import { checkSize } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';

/** How many related stories are shown when the caller does not say. */
export const RELATED_SHOWN = 5;

const reasonShape = new Shape<{ w: Sql }>('RelatedReason', {
  kind: ({ w }) => sql`${w}.value -> 'kind'`,
  detail: ({ w }) => sql`${w}.value -> 'detail'`,
});

/** A row of `relatedRows`. */
const relatedShape = new Shape<{ x: Sql }>('RelatedStory', {
  article: ({ x }, { children }, read) => articleJson(sql`${x}.id`, children, read),
  source: ({ x }) => sql`${x}.source`,
  score: ({ x }) => sql`${x}.score`,
  reasons: ({ x }, { children }, read) => {
    const w = read.alias('why');
    return jsonList(
      reasonShape.json({ w }, children, read),
      sql`from json_array_elements(${x}.reasons) with ordinality as ${w} (value, place)`,
      sql`${w}.place`,
    );
  },
});

/** The stories that were chosen when the story was saved, pins first; only what readers may see. */
const relatedRows = (
  a: Sql,
  limit: Sql,
  read: ReadContext,
): Sql => sql`select story.related_id as id, story.source, story.rank, story.score,
      story.reasons
    from related_story story join article other on other.id = story.related_id
    where story.article_id = ${a}.id and ${visibleTo(read.viewer, sql`other`)}
    order by story.rank limit ${limit}`;

/**
 * JSON array of a story's related stories.
 * @throws DomainError INVALID_PARAMETER when `first` is not from 1 to 100
 */
export function relatedJson(
  row: ArticleRow,
  args: { first?: number | null },
  selection: Selection,
  read: ReadContext,
): Sql {
  checkSize(args.first, 'first');
  const limit = raw(String(args.first ?? RELATED_SHOWN));
  const x = read.alias('rel');
  return jsonList(
    relatedShape.json({ x }, selection, read),
    sql`from (${relatedRows(row.a, limit, read)}) ${x}`,
    sql`${x}.rank`,
  );
}

/** Kind of the cache tag of the list of stories beside a story. */
export const RELATED = 'related';

articleShape.extend(
  { related: (row, { args, children }, read) => relatedJson(row, args, children, read) },
  RELATED,
);

/** A stored story shows only while readers can see it. */
alsoShownIn((a) => sql`select 'related:' || article_id from related_story where related_id = ${a}.id`);
