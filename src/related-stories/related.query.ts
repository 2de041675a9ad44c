import type { ArticleRow } from '../articles/article-row.js';
import { alsoShownIn } from '../articles/article-tags.js';
import { articleJson } from '../articles/article.query.js';
import { ifReadsBodies, visibleTo } from '../articles/visibility.js';
import { idBySlug } from '../platform/api/former-slugs.js';
import { checkSize } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { join, raw, Slot, sql, type Sql } from '../platform/database/sql.js';

/** How many related stories are shown when the caller does not say. */
export const RELATED_SHOWN = 5;

/**
 * The words that two stories share may stand deep in their texts, and a word that is rare enough to be named says what
 * a text is about. Who may not read whole stories is told that there are such words, and none of them. The tags and the
 * section that a reason names are those that readers see at both stories.
 */
const detailFor = (viewer: ViewerClass, w: Sql): Sql =>
  ifReadsBodies(
    viewer,
    sql`${w}.value -> 'detail'`,
    sql`case when ${w}.value ->> 'kind' in ('terms', 'names')
      then to_json('Words of their texts'::text) else ${w}.value -> 'detail' end`,
  );

const reasonShape = new Shape<{ w: Sql }>('RelatedReason', {
  kind: ({ w }) => sql`${w}.value -> 'kind'`,
  detail: ({ w }, _, { viewer }) => detailFor(viewer, w),
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

/** What is left of a list, whoever chose it: values, or the slots of a statement. */
export interface Narrowing {
  readonly exclude?: unknown;
  /** Slugs, as they are or were. */
  readonly section?: unknown;
  readonly tag?: unknown;
  readonly publishedAfter?: unknown;
}

const CONDITIONS: Readonly<Record<keyof Narrowing, (value: unknown) => Sql>> = {
  exclude: (ids) => sql`other.id <> all(${ids}::uuid[])`,
  section: (slug) => sql`exists (select from article_listing l
    where l.section_id = ${idBySlug('section', slug)} and l.article_id = other.id)`,
  tag: (slug) => sql`exists (select from article_tag t
    where t.tag_id = ${idBySlug('tag', slug)} and t.article_id = other.id)`,
  publishedAfter: (time) => sql`other.publish_at > ${time}::timestamptz`,
};

/** The conditions that are set, in one order. */
const givenOf = (narrowing: Narrowing): (keyof Narrowing)[] =>
  (Object.keys(CONDITIONS) as (keyof Narrowing)[]).filter((name) => narrowing[name] !== undefined);

/** A narrowing whose values are left open in its statement, which is composed once for all of a form. */
interface OpenNarrowing {
  /** Tells statements apart. */
  readonly form: string;
  readonly narrowing: Narrowing;
  readonly slots: Readonly<Record<string, unknown>>;
}

export function openNarrowing(narrowing: Narrowing): OpenNarrowing {
  const given = givenOf(narrowing);
  return {
    form: given.join(),
    narrowing: Object.fromEntries(given.map((name) => [name, new Slot(name)])),
    slots: Object.fromEntries(given.map((name) => [name, narrowing[name]])),
  };
}

/** A pin shows while its time lasts, and a story that is pinned shows as a computed one while it does not. */
const isItsTurn = sql`(story.source = 'pinned') = exists (select from related_pin pin
  where pin.article_id = story.article_id and pin.related_id = story.related_id
    and coalesce(pin.starts_at <= now(), true) and coalesce(pin.ends_at > now(), true))`;

/** The stories that were chosen when the story was saved, pins first; only what readers may see. */
const relatedRows = (
  a: Sql,
  { limit, narrowing }: { limit: Sql; narrowing: Narrowing },
  read: ReadContext,
): Sql => sql`select story.related_id as id, story.source, story.rank, story.score,
      story.reasons
    from related_story story join article other on other.id = story.related_id
    where ${join(
      [
        sql`story.article_id = ${a}.id`,
        visibleTo(read.viewer, sql`other`),
        isItsTurn,
        ...givenOf(narrowing).map((name) => CONDITIONS[name](narrowing[name])),
      ],
      ' and ',
    )}
    order by story.rank limit ${limit}`;

/**
 * JSON array of a story's related stories.
 * @throws DomainError INVALID_PARAMETER when `first` is not from 1 to 100
 */
export function relatedJson(
  row: ArticleRow,
  { first, narrowing = {} }: { first?: number | null; narrowing?: Narrowing },
  selection: Selection,
  read: ReadContext,
): Sql {
  checkSize(first, 'first');
  const limit = raw(String(first ?? RELATED_SHOWN));
  // Which stories are in a section or have a tag may follow from a change of any of them.
  if (givenOf(narrowing).some((name) => name !== 'exclude')) read.tags.add('any:article').add('any:tag');
  const x = read.alias('rel');
  return jsonList(
    relatedShape.json({ x }, selection, read),
    sql`from (${relatedRows(row.a, { limit, narrowing }, read)}) ${x}`,
    sql`${x}.rank`,
  );
}

/** Kind of the cache tag of the list of stories beside a story. */
export const RELATED = 'related';

/** A stored story shows only while readers can see it. */
alsoShownIn((a) => sql`select 'related:' || article_id from related_story where related_id = ${a}.id`);
