import { join, literal, raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import type { Sort } from '../platform/api/cursor.js';
import { idBySlug } from '../platform/api/former-slugs.js';
import type { Ways } from '../platform/api/list-sql.js';
import type { ReadContext } from '../platform/api/read-context.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { rankInFull } from '../words/rank.js';
import { searchConfiguration } from '../words/search-language.js';
import { wordsQuery } from '../words/words-query.js';
import { type SpanLimits, spans } from './article-spans.js';
import { visibleTo } from './visibility.js';

/** What a list of stories can be restricted to. Absent and null mean: not restricted. */
export interface ArticleFilter {
  /** Slug, as it is or was; stories of the sections below it belong to it too. */
  readonly section?: string | null;
  readonly tag?: string | null;
  readonly author?: string | null;
  /** Words to find, as people type them: see `searchWords`. */
  readonly q?: string | null;
  readonly publishedAfter?: Date | null;
  readonly publishedBefore?: Date | null;
  readonly updatedAfter?: Date | null;
  /** These stories in this order; missing ones are left out. */
  readonly ids?: readonly string[] | null;
  readonly language?: string | null;
  /** Hours, the current one among them, in which people came through share links; `-shareCount` then counts these. */
  readonly sharedWithin?: number | null;
  /** Ids that stand elsewhere on the page. */
  readonly exclude?: readonly string[] | null;
}

export const ARTICLE_SORTS = [
  '-publishedAt',
  'publishedAt',
  '-updatedAt',
  '-commentCount',
  '-shareCount',
  'relevance',
] as const;
export type ArticleSort = (typeof ARTICLE_SORTS)[number];

/** Hours for which visits are kept by the hour: a month of 31 days. */
export const SHARED_HOURS = 744;
/** Cache tag of lists of what was shared lately, which the clock changes. */
export const SHARED_LATELY = 'articles:shared';
/** What lists depend on that are narrowed to those, beside what all depend on. */
export const SHARED_TAGS = ['any:readers', SHARED_LATELY] as const;

/** Only the newest matches are ranked: `ts_rank` reads each document again. */
export const RANKED_MATCHES = raw('5000');
/** Words with at most so many matches are rare: all matches are found first, and then put in order. */
const RARE_MATCHES = 5_000;

const isGiven = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

/** The filters that are set, in one order: the list's cursors and its statement follow from them. */
export const givenFilters = (filter: ArticleFilter): (keyof ArticleFilter)[] =>
  (Object.keys(filter) as (keyof ArticleFilter)[]).filter((name) => isGiven(filter[name])).sort();

const slot = (name: keyof ArticleFilter): Slot => new Slot(name);

/** Filters by what lists stories. */
const PLACES = ['section', 'tag', 'author'] as const;

/** How words are read that are looked for: in the language that is asked for, or else in the site's. */
export const askedConfiguration = (given: ReadonlySet<keyof ArticleFilter>): Sql =>
  searchConfiguration(
    given.has('language') ? sql`${slot('language')}::text` : sql`(select site.language from site)`,
  );

const SPANS = sql`spans`;

/** Between which moments stories may be that fit the filter. */
export const spanLimits = (given: ReadonlySet<keyof ArticleFilter>, at: Sql): SpanLimits => ({
  at: given.has('publishedBefore') ? sql`least(${at}, ${slot('publishedBefore')}::timestamptz)` : at,
  ...(given.has('publishedAfter') ? { after: sql`${slot('publishedAfter')}::timestamptz` } : {}),
});

/** What somebody typed, in the slots of `TermColumns`, as a `tsquery`. */
const searchQuery = (given: ReadonlySet<keyof ArticleFilter>): Sql =>
  sql`(with ${wordsQuery(askedConfiguration(given))} select exact from query)`;

/** What a search is narrowed by, apart from its words: conditions of a story `a` and of what search knows of it, `m`. */
export function searchConditions(given: ReadonlySet<keyof ArticleFilter>): Sql[] {
  const places = PLACES.filter((name) => given.has(name)).map((name) => TERM_IDS[name]);
  const others = Object.entries(CONDITIONS)
    .filter(
      ([name]) => given.has(name as keyof ArticleFilter) && !(PLACES as readonly string[]).includes(name),
    )
    .map(([, condition]) => condition);
  return [...(places.length > 0 ? [sql`m.places @> array[${join(places, ', ')}]`] : []), ...others];
}

/**
 * How a list of stories is sorted, and its source: `from` and `where`. Values are slots, named as the filters are.
 *
 * A list by section, tag or author in order of publication is read from the table that is indexed for it, so that its
 * cost does not grow with the number of stories.
 */
export function articleRows(filter: ArticleFilter, sortName: ArticleSort, viewer: ViewerClass) {
  const given = new Set(givenFilters(filter));
  const base = baseOf(given, sortName);
  const whereWith = (words: Sql): Sql => {
    const conditions = Object.entries({ ...CONDITIONS, q: words })
      .filter(([name]) => given.has(name as keyof ArticleFilter) && name !== base.covers)
      .map(([, condition]) => condition);
    return join([visibleTo(viewer, sql`a`), ...base.where, ...conditions], ' and ');
  };
  return {
    sort: base.sort,
    /** Composed only when it is asked for: most requests find their statement ready. */
    source: () => ({
      from: base.from,
      where: whereWith(matches(searchQuery(given))),
      sort: base.sort,
      ...(given.has('q') && base.covers !== 'q' ? { ways: waysToWords(given, whereWith) } : {}),
    }),
    dependencies: dependenciesOf(given, sortName),
  };
}

const matches = (query: Sql): Sql =>
  sql`exists (select 1 from article_search f where f.article_id = a.id and f.document @@ ${query})`;

/**
 * Two ways to stories with these words that are not sorted by relevance. Rare words are looked up in their index; for
 * words that stand in many stories the list is gone through in its own order until a page is full. How rare a word is
 * PostgreSQL cannot know beforehand, since the site's language makes a part of the query.
 */
function waysToWords(given: ReadonlySet<keyof ArticleFilter>, whereWith: (words: Sql) => Sql): Ways {
  const query = sql`(select query from words)`;
  // `offset 0` keeps PostgreSQL from beginning with all matches after all.
  const oneByOne = sql`exists (select 1 from article_search f
    where f.article_id = a.id and f.document @@ ${query} offset 0)`;
  return {
    prepared: sql`with recursive words as materialized (select ${searchQuery(given)} as query),
      ${spans(SPANS, spanLimits(given, sql`now()`))},
      few as materialized (select coalesce(array_agg(m.article_id), '{}') as ids from (
        select m.article_id from spans, lateral (
          select m.article_id from article_search m where m.spans @> array[spans.span] and m.document @@ ${query}) m
        limit ${RARE_MATCHES} + 1) m)`,
    where: [
      whereWith(
        sql`a.id = any((select ids from few)::uuid[]) and (select cardinality(ids) <= ${RARE_MATCHES} from few)`,
      ),
      whereWith(sql`${oneByOne} and (select cardinality(ids) > ${RARE_MATCHES} from few)`),
    ],
  };
}

/** What a list is made from beside its items, told to a statement that is being composed. @returns marks of the list */
type Dependencies = (read: ReadContext) => Sql[];

const BY_PUBLICATION: ReadonlySet<ArticleSort> = new Set(['-publishedAt', 'publishedAt']);
const BROAD: ReadonlySet<keyof ArticleFilter> = new Set([
  'q',
  'publishedAfter',
  'publishedBefore',
  'updatedAfter',
  'ids',
  'language',
  'sharedWithin',
]);

/**
 * A list by publication changes when a story enters it, leaves it or moves in it, which the change log says of lists by
 * section, tag and author. What any other list holds may follow from anything in a story.
 */
function dependenciesOf(given: ReadonlySet<keyof ArticleFilter>, sortName: ArticleSort): Dependencies {
  return (read) => {
    if (!BY_PUBLICATION.has(sortName) || [...given].some((name) => BROAD.has(name))) {
      read.tags.add('any:article');
      if (sortName === '-commentCount' || sortName === '-shareCount') read.tags.add('any:readers');
      if (given.has('sharedWithin')) for (const tag of SHARED_TAGS) read.tags.add(tag);
    }
    const terms = PLACES.filter((name) => given.has(name));
    if (terms.length === 0) read.tags.add('articles');
    return terms.flatMap((name) => {
      const id = TERM_IDS[name];
      // Nobody knows the id of what is not there yet.
      const kinds = sql`case when ${id} is null then ${literal(`$any:article any:${name}`)}
        else ${literal(name === 'section' ? '$articles:section' : `$articles:${name} ${name}`)} end`;
      return read.marks(kinds, sql`coalesce(${id}::text, '')`);
    });
  };
}

interface Base {
  readonly from: Sql;
  readonly where: readonly Sql[];
  readonly sort: Sort;
  /** The filter that the base already applies. */
  readonly covers?: keyof ArticleFilter;
}

const ARTICLES = sql`from article a`;

const sectionId = idBySlug('section', slot('section'));
const tagId = idBySlug('tag', slot('tag'));
const authorId = idBySlug('author', slot('author'));

const TERM_IDS = { section: sectionId, tag: tagId, author: authorId } as const;

/** Whether an hour `f` is among those of `sharedWithin`. It changes when an hour ends. */
function isLately(f: Sql): Sql {
  return sql`${f}.hour > date_trunc('hour', now(), 'UTC') - ${slot('sharedWithin')}::int * interval '1 hour'`;
}

/** All but the one of words, which is found in more than one way. */
const CONDITIONS: Readonly<Record<Exclude<keyof ArticleFilter, 'q'>, Sql>> = {
  section: sql`exists (select 1 from article_listing f where f.section_id = ${sectionId} and f.article_id = a.id)`,
  tag: sql`exists (select 1 from article_tag f where f.tag_id = ${tagId} and f.article_id = a.id)`,
  author: sql`exists (select 1 from article_author f where f.author_id = ${authorId} and f.article_id = a.id)`,
  publishedAfter: sql`a.publish_at > ${slot('publishedAfter')}::timestamptz`,
  publishedBefore: sql`a.publish_at < ${slot('publishedBefore')}::timestamptz`,
  updatedAfter: sql`a.updated_at > ${slot('updatedAfter')}::timestamptz`,
  ids: sql`a.id = any(${slot('ids')}::uuid[])`,
  language: sql`lower(a.language) = lower(${slot('language')}::text)`,
  exclude: sql`a.id <> all(${slot('exclude')}::uuid[])`,
  sharedWithin: sql`exists (select 1 from share_hour f where f.article_id = a.id and ${isLately(sql`f`)})`,
};

/** Tables that list stories by publication, each by what it is indexed for. */
const LISTINGS = [
  {
    covers: 'tag',
    from: sql`from article_tag l join article a on a.id = l.article_id`,
    own: sql`l.tag_id = ${tagId}`,
  },
  {
    covers: 'author',
    from: sql`from article_author l join article a on a.id = l.article_id`,
    own: sql`l.author_id = ${authorId}`,
  },
  {
    covers: 'section',
    from: sql`from article_listing l join article a on a.id = l.article_id`,
    own: sql`l.section_id = ${sectionId}`,
  },
] as const;

function baseOf(given: ReadonlySet<keyof ArticleFilter>, sortName: ArticleSort): Base {
  if (given.has('ids')) return { from: ARTICLES, where: [], sort: orderOfIds };
  switch (sortName) {
    case '-updatedAt':
      return { from: ARTICLES, where: [], sort: sortBy(sortName, sql`a.updated_at`, sql`a.id`) };
    case '-commentCount':
      return byCounter(sortName, sql`stats.comment_count`);
    case '-shareCount':
      if (given.has('sharedWithin')) return bySharesLately;
      return byCounter(sortName, sql`stats.share_count`);
    case 'relevance':
      return byRelevance(given);
    default:
      return byPublication(given, sortName);
  }
}

function byPublication(given: ReadonlySet<keyof ArticleFilter>, sortName: ArticleSort): Base {
  const listing = LISTINGS.find(({ covers }) => given.has(covers));
  if (!listing) return { from: ARTICLES, where: [], sort: sortBy(sortName, sql`a.publish_at`, sql`a.id`) };
  const { from, own, covers } = listing;
  const sort = sortBy(sortName, sql`l.publish_at`, sql`l.article_id`);
  return { from, where: [own, sql`l.publish_at <= now()`], sort, covers };
}

const byCounter = (sortName: ArticleSort, key: Sql): Base => ({
  from: sql`from article_stats stats join article a on a.id = stats.article_id`,
  where: [],
  sort: highestFirst(sortName, key, sql`stats.article_id`),
});

const bySharesLately: Base = {
  from: sql`from (select f.article_id, sum(f.visits)::float8 as visits from share_hour f
      where ${isLately(sql`f`)} group by f.article_id) shared join article a on a.id = shared.article_id`,
  where: [],
  sort: highestFirst('-shareCount', sql`shared.visits`, sql`shared.article_id`),
  covers: 'sharedWithin',
};

const byRelevance = (given: ReadonlySet<keyof ArticleFilter>): Base => ({
  from: sql`from (
      with recursive ${wordsQuery(askedConfiguration(given))}, ${spans(SPANS, spanLimits(given, sql`now()`))},
      found as materialized (
        select newest.* from spans, lateral (
          select m.article_id as id, m.document from article_search m join article on article.id = m.article_id
          where m.spans @> array[spans.span] and m.document @@ (select loose from query)
            and article.status = 'published' and article.publish_at <= now()
          order by article.publish_at desc) newest
        limit ${RANKED_MATCHES}
      )
      select found.id, ${rankInFull(sql`found.document`, { either: sql`query.either`, positive: sql`query.positive` })}::float8 as rank
      from found, query where query.loose_is_exact or found.document @@ query.exact
    ) ranked join article a on a.id = ranked.id`,
  where: [],
  sort: highestFirst('relevance', sql`ranked.rank`, sql`a.id`),
  covers: 'q',
});

function highestFirst(name: ArticleSort, key: Sql, id: Sql): Sort {
  return { name, key, id, descending: true, type: 'number' };
}

const orderOfIds: Sort = {
  name: 'ids',
  key: sql`array_position(${slot('ids')}::uuid[], a.id)::float8`,
  id: sql`a.id`,
  descending: false,
  type: 'number',
};

const sortBy = (name: ArticleSort, key: Sql, id: Sql): Sort => ({
  name,
  key,
  id,
  descending: name.startsWith('-'),
  type: 'instant',
});
