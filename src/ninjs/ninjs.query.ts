import { Injectable } from '@nestjs/common';
import { ArticleLookup } from '../articles/article-lookup.js';
import {
  articleCopy,
  articleShape,
  articleSubject,
  bodyHtml,
  bodyImages,
  translationsJson,
} from '../articles/article.query.js';
import { ArticleRow } from '../articles/article-row.js';
import { articleUrl, canonicalUrl } from '../articles/article-url.js';
import { type ArticleListRequest, articleListPlan } from '../articles/articles.query.js';
import { ifHandedOn, isFreeToSyndicate } from '../articles/visibility.js';
import { type FeedSite, PAGE_INFO, type PageOfFeed, siteOfFeed } from '../feeds/feed-site.query.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { field, type Selection } from '../platform/api/selection.js';
import { objectOf } from '../platform/api/shape.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { instant, sql, type Sql } from '../platform/database/sql.js';
import type { NinjsStory } from './ninjs-item.js';

/** A story as it is read for its item. */
export interface NinjsStoryData extends FeedSite {
  readonly item: NinjsStory;
  /** What it was made from. */
  readonly tags: Answer['tags'];
}

/** One page of stories. */
export interface NinjsListData extends FeedSite {
  readonly list: PageOfFeed<NinjsStory>;
  readonly tags: Answer['tags'];
}

const fields = (...names: string[]): Selection => names.map((name) => field(name));

const STORY: Selection = [
  ...fields('id', 'slug', 'url', 'headline', 'dek', 'excerpt', 'language', 'version'),
  ...fields('publishedAt', 'firstPublishedAt', 'updatedAt'),
  field('section', fields('slug', 'name')),
  field('authors', fields('name', 'url')),
  field('tags', fields('slug', 'name')),
  field('leadImage', fields('id', 'url', 'width', 'height', 'alt', 'caption', 'credit', 'srcset')),
  field('corrections', fields('kind', 'text', 'at')),
  field('rights', fields('holder', 'credit', 'embargoUntil')),
];

const LIST: Selection = [field('items'), PAGE_INFO];

/** Reads what ninjs items are made of, one story or a page of them in one statement. */
@Injectable()
export class NinjsQuery {
  constructor(
    private readonly plans: ReadPlans,
    private readonly lookup: ArticleLookup,
  ) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED; ArticleMoved for an old slug */
  async one(viewer: ViewerClass, reference: string): Promise<NinjsStoryData> {
    const { json, tags } = await this.lookup.rest(
      { viewer, reference, key: 'ninjs', selection: STORY, fixed: true },
      (row, _, read) => objectOf([siteOfFeed(read), sql`'item', ${itemJson(row, read)}`]),
    );
    return { ...(JSON.parse(json) as Omit<NinjsStoryData, 'tags'>), tags };
  }

  /** @throws DomainError INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  async list(request: ArticleListRequest): Promise<NinjsListData> {
    const { form, slots, list } = articleListPlan(request, false, (id, _, read) => {
      const row = new ArticleRow(read);
      return sql`(select ${itemJson(row, read)} from ${row.from()} where ${row.a}.id = ${id})`;
    });
    const answer = await this.plans.rest(
      { viewer: request.viewer, key: `ninjs list ${form}`, selection: LIST, slots },
      (selection, read) =>
        sql`select ${objectOf([siteOfFeed(read), sql`'list', ${list(selection, read)}`])}::text as json`,
    );
    // A list is there, however little it holds.
    const { json, tags } = answer as Answer;
    return { ...(JSON.parse(json) as Omit<NinjsListData, 'tags'>), tags };
  }
}

/** A story with its body, where it may be handed on. */
function itemJson(row: ArticleRow, read: ReadContext): Sql {
  const { a, r } = row;
  const whole = (value: Sql): Sql => ifHandedOn(read.viewer, a, value);
  return objectOf([
    ...articleCopy(row, read),
    sql`'story', ${articleShape.json(row, STORY, read)}`,
    sql`'isFree', ${isFreeToSyndicate(a)}`,
    sql`'canonical', ${canonicalUrl(row, read)}`,
    sql`'expiresAt', ${instant(sql`${a}.expires_at`)}`,
    sql`'html', ${whole(bodyHtml(row, read))}`,
    sql`'text', ${whole(sql`${r}.text`)}`,
    sql`'wordCount', ${r}.word_count`,
    sql`'images', ${whole(bodyImages(row, read))}`,
    sql`'translations', ${translationsJson(row, read, (other) => translationJson(other, read))}`,
  ]);
}

const translationJson = (other: { a: Sql; s: Sql }, read: ReadContext): Sql =>
  objectOf([
    ...read.mark(articleSubject.kind, articleSubject.id(other)),
    sql`'id', ${other.a}.id`,
    sql`'language', ${other.a}.language`,
    sql`'slug', ${other.a}.slug`,
    sql`'url', ${articleUrl(other, read)}`,
  ]);
