import type { ArticleRow } from '../articles/article-row.js';
import { articleJson, articleShape } from '../articles/article.query.js';
import { isPublic } from '../articles/visibility.js';
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

/** Pins first, in their order; then what was computed, best first. Only what readers may see. */
function relatedRows(a: Sql, limit: Sql): Sql {
  const other = sql`other`;
  return sql`(select 0 as turn, pin.position as place, pin.related_id as id, 'pinned' as source, null::real as score,
        '[{"kind":"pinned","detail":"Chosen by an editor"}]'::json as reasons
      from related_pin pin join article other on other.id = pin.related_id
      where pin.article_id = ${a}.id and ${isPublic(other)}
      order by pin.position limit ${limit})
    union all
    (select 1, story.rank, story.related_id, 'computed', story.score, story.reasons
      from related_story story join article other on other.id = story.related_id
      where story.article_id = ${a}.id and ${isPublic(other)} and not other.never_recommend
        and not exists (select 1 from related_pin pin
          where pin.article_id = ${a}.id and pin.related_id = story.related_id)
        and not exists (select 1 from related_exclusion e
          where e.article_id = ${a}.id and e.excluded_id = story.related_id)
      order by story.rank limit ${limit})
    order by turn, place limit ${limit}`;
}

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
    sql`from (${relatedRows(row.a, limit)}) ${x}`,
    sql`${x}.turn, ${x}.place`,
  );
}

articleShape.extend({
  related: (row, { args, children }, read) => relatedJson(row, args, children, read),
});
