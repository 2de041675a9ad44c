import { Injectable } from '@nestjs/common';
import { ArticleLookup } from '../articles/article-lookup.js';
import { articleShape } from '../articles/article.query.js';
import type { ArticleRow } from '../articles/article-row.js';
import { commentMark, commentOrder, commentShape } from '../comments/comment.query.js';
import { CommentSort } from '../comments/comment.view.js';
import { listSql } from '../platform/api/list-sql.js';
import { type Page, type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import type { Answer } from '../platform/api/read-plans.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { field, type Selection } from '../platform/api/selection.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { type FeedSite, PAGE_INFO, type PageOfFeed, siteOfFeed } from './feed-site.query.js';

/** A reader's comment as a feed reads it: nothing of the reader but the name. */
export interface FeedComment {
  readonly id: string;
  readonly parentId: string | null;
  readonly author: { readonly name: string };
  readonly html: string;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly permalink: string;
}

export interface CommentFeedData extends FeedSite {
  readonly story: {
    readonly id: string;
    readonly url: string;
    readonly headline: string;
    readonly excerpt: string;
    readonly language: string;
    readonly updatedAt: string;
  };
  readonly list: PageOfFeed<FeedComment>;
  /** What it was made from. */
  readonly tags: Answer['tags'];
}

const STORY = ['id', 'url', 'headline', 'excerpt', 'language', 'updatedAt'].map((name) => field(name));
const COMMENTS: Selection = [
  field('items', [
    ...['id', 'parentId', 'html', 'createdAt', 'editedAt', 'permalink'].map((name) => field(name)),
    field('author', [field('name')]),
  ]),
  PAGE_INFO,
];

/** Reads the comments of one story, answers among them, newest first, in one statement. */
@Injectable()
export class CommentFeedQuery {
  constructor(private readonly lookup: ArticleLookup) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_CURSOR, CURSOR_MISMATCH; ArticleMoved */
  async comments(viewer: ViewerClass, reference: string, asked: PageRequest): Promise<CommentFeedData> {
    const order = commentOrder(CommentSort.NEWEST, sql`c`);
    const { page, slots, form } = slotted(readPage(asked, order, 'feed'));
    const answer = await this.lookup.rest(
      { viewer, reference, key: `comment feed ${form}`, selection: COMMENTS, slots },
      (row, selection, read) => sql`json_build_object('story', ${articleShape.json(row, STORY, read)},
        ${siteOfFeed(read)}, 'list', ${listOf(row, page, selection, read)})`,
    );
    return { ...(JSON.parse(answer.json) as Omit<CommentFeedData, 'tags'>), tags: answer.tags };
  }
}

function listOf({ a, s }: ArticleRow, page: Page, selection: Selection, read: ReadContext): Sql {
  const c = read.alias('com');
  const item = (id: Sql, inner: Selection): Sql => {
    const one = read.alias('com');
    return sql`(select ${commentShape.json({ c: one, a, s }, inner, read)} from comment ${one} where ${one}.id = ${id})`;
  };
  return listSql(
    {
      from: sql`from comment ${c}`,
      where: sql`${c}.article_id = ${a}.id and ${c}.status = 'approved'`,
      sort: commentOrder(CommentSort.NEWEST, c),
      item,
      marks: commentMark(a, read),
    },
    page,
    selection,
    false,
  );
}
