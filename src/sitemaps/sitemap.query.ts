import { Injectable } from '@nestjs/common';
import { ArticleRow } from '../articles/article-row.js';
import { articleUrl } from '../articles/article-url.js';
import { visibleTo } from '../articles/visibility.js';
import { authorShape } from '../authors/author.query.js';
import { visibleAuthor } from '../authors/authors.query.js';
import { imageUrl } from '../media/image.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { field } from '../platform/api/selection.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { instant, raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import { sectionShape } from '../sections/section.query.js';
import type { SitemapPart } from './sitemap-part.js';
import type { NewsEntry, SitemapEntry } from './sitemap-xml.js';

/** What the index is made of. */
export interface SitemapCensus {
  readonly months: readonly {
    readonly month: string;
    /** Those with an address elsewhere among them. */
    readonly stories: number;
    /** When one of them last changed. */
    readonly changed: string;
  }[];
  /** Authors, those without a visible story among them; 0 where none has one. */
  readonly authors: number;
}

/** An entry, and where it stands among the others. */
type PlacedEntry = SitemapEntry & { readonly at: string; readonly id: string };

/** Entries that are read at once: what a part needs of memory, however long it is. */
const BATCH = 1_000;
/** A sitemap may have so many entries (https://www.sitemaps.org/protocol.html). */
const MOST_ENTRIES = 50_000;
/** A news sitemap has so many at most, of two days. */
const MOST_NEWS = 1_000;
const NEWS_AGE = '48 hours';

const BEFORE_ALL = { at: '0001-01-01T00:00:00.000Z', id: '00000000-0000-0000-0000-000000000000' };

/** Reads what the sitemaps list: pages of the site whose own address is the one to find them by. */
@Injectable()
export class SitemapQuery {
  constructor(private readonly plans: ReadPlans) {}

  /** What there is to list, month by month. */
  async census(viewer: ViewerClass): Promise<SitemapCensus> {
    return this.read<SitemapCensus>('sitemap census', viewer, {}, census);
  }

  /** The stories of the last two days, newest first, and the name of the publication. */
  async news(viewer: ViewerClass): Promise<{ publication: string; stories: NewsEntry[] }> {
    return this.read('sitemap news', viewer, {}, news);
  }

  /** The entries of a part, a batch at a time, so that neither side holds much of it. */
  async *entries(viewer: ViewerClass, part: SitemapPart): AsyncGenerator<readonly SitemapEntry[]> {
    const { kind, month, bucket } = part;
    let last: Pick<PlacedEntry, 'at' | 'id'> = BEFORE_ALL;
    for (let given = 0; given < MOST_ENTRIES;) {
      const slots = { ...last, month: month && `${month}-01`, bucket: bucket.number - 1, buckets: bucket.of };
      const batch: PlacedEntry[] = await this.read(`sitemap ${kind}`, viewer, slots, BATCHES[kind]);
      yield batch;
      last = batch.at(-1) ?? last;
      given += batch.length;
      if (batch.length < BATCH) return;
    }
  }

  private async read<T>(
    key: string,
    viewer: ViewerClass,
    slots: Readonly<Record<string, unknown>>,
    compose: (read: ReadContext) => Sql,
  ): Promise<T> {
    const request = { key, viewer, selection: [], slots };
    const answer = await this.plans.rest(request, (_, read) => sql`select ${compose(read)}::text as json`);
    return JSON.parse(answer?.json ?? 'null') as T;
  }
}

/** Whether search engines are to find the story by its address on this site, and by no other. */
const isCanonical = (row: ArticleRow, read: ReadContext): Sql =>
  sql`(${row.a}.canonical_url is null or ${row.a}.canonical_url = ${articleUrl(row, read)})`;

/** From the first moment of a month (UTC) to that of the next. */
const inMonth = (at: Sql, month: Sql): Sql => sql`(${at} >= ${month} at time zone 'UTC'
    and ${at} < (${month} + interval '1 month') at time zone 'UTC')`;

/**
 * Months are found one after another, each by the first story that comes after the one before. Their number and the
 * last change are read from all stories: 0.3 s for a million of them.
 */
function census(read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const visible = visibleTo(read.viewer, sql`a`);
  const monthFrom = (from: Sql): Sql => sql`(select date_trunc('month', min(a.publish_at) at time zone 'UTC')
    from article a where ${visible} and ${from})`;
  const months = sql`with recursive months (month) as (
      select ${monthFrom(sql`true`)}
      union all
      select ${monthFrom(sql`a.publish_at >= (months.month + interval '1 month') at time zone 'UTC'`)}
      from months where months.month is not null
    )
    select months.month, stories, changed from months cross join lateral (
      select count(*) as stories, max(greatest(a.updated_at, a.publish_at)) as changed from article a
      where ${visible} and ${inMonth(sql`a.publish_at`, sql`months.month`)}) of_month
    where exists (select 1 from ${row.from()} where ${visibleTo(read.viewer, row.a)} and ${isCanonical(row, read)}
      and ${inMonth(sql`${row.a}.publish_at`, sql`months.month`)})`;
  const month = sql`json_build_object('month', to_char(m.month, 'YYYY-MM'), 'stories', m.stories,
    'changed', ${instant(sql`m.changed`)})`;
  return sql`json_build_object(
    'months', (select coalesce(json_agg(${month} order by m.month), '[]'::json) from (${months}) m),
    'authors', (select case when exists (select 1 from author x where ${visibleAuthor(sql`x`, read.viewer)}) then
      (select count(*) from author) else 0 end))`;
}

function news(read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const { a, r } = row;
  // A story that was taken back and published again is not news for a second time.
  const first = sql`least(${a}.publish_at, coalesce(${a}.first_published_at, ${a}.publish_at))`;
  const stories = sql`select ${articleUrl(row, read)} as url, ${r}.headline, ${instant(first)} as "publishedAt",
      ${a}.language, ${a}.publish_at as at, ${a}.id
    from ${row.from()} where ${visibleTo(read.viewer, a)} and ${isCanonical(row, read)}
      and ${a}.publish_at > now() - ${raw(`interval '${NEWS_AGE}'`)} and ${first} > now() - ${raw(`interval '${NEWS_AGE}'`)}
    order by ${a}.publish_at desc, ${a}.id desc limit ${raw(String(MOST_NEWS))}`;
  return sql`json_build_object('publication', (select site.name from site), 'stories', (select coalesce(json_agg(
      json_build_object('url', n.url, 'headline', n.headline, 'publishedAt', n."publishedAt", 'language', n.language)
      order by n.at desc, n.id desc), '[]'::json) from (${stories}) n))`;
}

/** Batches of entries by kind of part: those after the slots `at` and `id`, in that order. */
const BATCHES: Readonly<Record<SitemapPart['kind'], (read: ReadContext) => Sql>> = {
  stories: (read) => batchOf(storyEntries(read)),
  sections: (read) => batchOf(sql`${homeEntry(read)} union all (${namedEntries('section', read)})`),
  authors: (read) => batchOf(namedEntries('author', read)),
};

const batchOf = (entries: Sql): Sql =>
  sql`(select coalesce(json_agg(e order by e.at, e.id), '[]'::json) from (${entries}) e)`;

const lastId = sql`${new Slot('id')}::uuid`;

const limited = sql`limit ${raw(String(BATCH))}`;

/** The last byte of a UUID of version 7 is random (RFC 9562, section 5.7). */
const inBucket = (id: Sql): Sql =>
  sql`get_byte(uuid_send(${id}), 15) % ${new Slot('buckets')}::int = ${new Slot('bucket')}::int`;

function storyEntries(read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const { a, lead } = row;
  return sql`select ${articleUrl(row, read)} as url, ${instant(sql`greatest(${a}.modified_at, ${a}.publish_at)`)} as changed,
      ${imageUrl(lead, read)} as image, ${instant(sql`${a}.publish_at`)} as at, ${a}.id
    from ${row.from()} where ${visibleTo(read.viewer, a)} and ${isCanonical(row, read)} and ${inBucket(sql`${a}.id`)}
      and ${inMonth(sql`${a}.publish_at`, sql`${new Slot('month')}::timestamp`)}
      and (${a}.publish_at, ${a}.id) > (${new Slot('at')}::timestamptz, ${lastId})
    order by ${a}.publish_at, ${a}.id ${limited}`;
}

/** Things that have a page of their own, and how they list their stories. */
const NAMED = {
  section: {
    table: sql`section`,
    listing: sql`article_listing`,
    key: sql`section_id`,
    url: (s: Sql, read: ReadContext) => sectionShape.json({ s }, URL_ALONE, read),
  },
  author: {
    table: sql`author`,
    listing: sql`article_author`,
    key: sql`author_id`,
    url: (au: Sql, read: ReadContext) => authorShape.json({ au }, URL_ALONE, read),
  },
} as const;
const URL_ALONE = [field('url')];

/** Pages that list stories, those of which readers see none left out. They change when a story is published. */
function namedEntries(kind: keyof typeof NAMED, read: ReadContext): Sql {
  const { table, listing, key, url } = NAMED[kind];
  const x = read.alias('thing');
  return sql`select ${url(x, read)} ->> 'url' as url, ${instant(sql`newest.publish_at`)} as changed, null as image,
      ${BEFORE_ALL.at}::text as at, ${x}.id
    from ${table} ${x} cross join lateral (
      select l.publish_at from ${listing} l join article a on a.id = l.article_id
      where l.${key} = ${x}.id and l.publish_at <= now() and ${visibleTo(read.viewer, sql`a`)}
      order by l.publish_at desc limit 1) newest
    where ${x}.id > ${lastId} and ${inBucket(sql`${x}.id`)} order by ${x}.id ${limited}`;
}

/** The home page, ahead of all others. */
function homeEntry(read: ReadContext): Sql {
  const newest = sql`(select a.publish_at from article a where ${visibleTo(read.viewer, sql`a`)}
    order by a.publish_at desc limit 1)`;
  return sql`select ${`${read.addresses.site}/`}::text as url, ${instant(newest)} as changed, null as image,
      ${BEFORE_ALL.at}::text as at, ${BEFORE_ALL.id}::uuid as id where ${lastId} = ${BEFORE_ALL.id}::uuid`;
}
