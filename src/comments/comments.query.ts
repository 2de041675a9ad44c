import { Injectable } from '@nestjs/common';
import { ArticleLookup } from '../articles/article-lookup.js';
import { isUuid } from '../platform/api/uuid.js';
import { articleShape, READERS } from '../articles/article.query.js';
import { ArticleRow } from '../articles/article-row.js';
import { visibleTo } from '../articles/visibility.js';
import { type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { listSelection, selectFields, wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, objectOf } from '../platform/api/shape.js';
import type { ViewerClass } from '../platform/api/viewer.js';
import { Slot, sql, type Sql } from '../platform/database/sql.js';
import { commentFormJson } from './comment-form.query.js';
import {
  COMMENT_LISTS,
  commentListJson,
  commentMark,
  commentOrder,
  commentShape,
  commentsPage,
  isPublicComment,
  replyListJson,
  withoutReplies,
} from './comment.query.js';
import { tokenHash } from './comment-token.js';
import { commentNotFound } from './comment.errors.js';
import { Comment, CommentList, CommentSort } from './comment.view.js';

articleShape.extend({ commentForm: (row, { children }, read) => commentFormJson(row, children, read) });
articleShape.extend(
  { comments: (row, { args, children }, read) => commentListJson(row, commentsPage(args), children, read) },
  READERS,
);

export interface CommentListRequest {
  readonly viewer: ViewerClass;
  /** Id or slug of the story. */
  readonly reference: string;
  readonly sort?: CommentSort;
  /** A comment whose replies are asked for, instead of the story's own comments. */
  readonly parent?: string;
  /** Whether those are asked for that were put forward, instead of the story's own. */
  readonly featured?: boolean;
  readonly page: PageRequest;
  readonly count: boolean;
  readonly fields?: readonly string[];
}

@Injectable()
export class CommentsQuery {
  constructor(
    private readonly lookup: ArticleLookup,
    private readonly plans: ReadPlans,
  ) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  list(request: CommentListRequest): Promise<Answer> {
    const { viewer, reference, parent, featured = false, count, fields } = request;
    const sort = request.sort ?? (parent ? CommentSort.OLDEST : CommentSort.NEWEST);
    const filter = COMMENT_LISTS[parent ? 'replies' : featured ? 'featured' : 'roots'];
    const { page, slots, form } = slotted(readPage(request.page, commentOrder(sort, sql`c`), filter));
    const selection = listSelection(CommentList, selectFields(Comment, fields));
    return this.lookup.rest(
      {
        viewer,
        reference,
        key: `${filter} ${sort} ${form} ${count} ${fields}`,
        selection,
        slots: { ...slots, parent },
      },
      (row, chosen, read) =>
        parent
          ? replyListJson(
              { ...row, parent: sql`${new Slot('parent')}::uuid` },
              { sort, page },
              chosen,
              read,
              count,
            )
          : commentListJson(row, { sort, page, featured }, chosen, read, count),
    );
  }

  /**
   * A comment with everything above it, each holding only the next one down whatever `fields` says, and the replies
   * to it.
   */
  async around(request: {
    viewer: ViewerClass;
    reference: string;
    comment: string;
    fields?: readonly string[];
  }): Promise<Answer> {
    const { viewer, reference, comment, fields } = request;
    const key = `comments around ${fields}`;
    const answer = await this.lookup.rest(
      { viewer, reference, key, selection: selectFields(Comment, fields), slots: { comment } },
      ({ a, s }, selection, read) => {
        const c = read.alias('com');
        const row = { c, a, s };
        return jsonList(
          objectOf([
            ...commentMark(a, read),
            sql`'id', ${c}.id`,
            sql`'comment', case when ${c}.id = ${new Slot('comment')}
              then ${commentShape.json(row, selection, read)}
              else ${commentShape.json(row, withoutReplies(selection), read)} end`,
          ]),
          sql`from comment ${c} where ${isPublicComment(c)} and ${c}.id in (${chainUpwards(a)})`,
          sql`${c}.depth`,
        );
      },
    );
    const chain = JSON.parse(answer.json) as { id: string; comment: Comment }[];
    if (chain.at(-1)?.id !== comment) throw commentNotFound();
    const thread = chain
      .map((link) => link.comment)
      .reduceRight((below, above) => ({
        ...above,
        replies: [below],
        ...('repliesCursor' in above ? { repliesCursor: null } : {}),
      }));
    const pageInfo = { hasNextPage: false, endCursor: null };
    const list = { items: [thread], pageInfo, totalCount: null, totalCountExact: null };
    return { json: JSON.stringify(list), updated: null, tags: answer.tags };
  }

  /**
   * One comment that readers may see, of a story that they may see. Its author sees it too while it is out of sight, as
   * `pending`, where others see at most its place.
   * @param token what the author was given when it was written
   * @throws DomainError COMMENT_NOT_FOUND
   */
  async one(request: {
    viewer: ViewerClass;
    id: string;
    token?: string;
    fields?: readonly string[];
  }): Promise<Answer> {
    const { viewer, id, token, fields } = request;
    const selection = selectFields(Comment, fields);
    return this.read(`comment ${fields}`, { viewer, id, token, selection });
  }

  /** The same for its author who has just changed it, all of it or what GraphQL selected. */
  async own(claim: {
    viewer: ViewerClass;
    id: string;
    token?: string;
    selection?: Selection;
  }): Promise<Comment> {
    const { selection = wholeSelection(Comment) } = claim;
    const { json } = await this.read(`own comment ${JSON.stringify(selection)}`, { ...claim, selection });
    return JSON.parse(json) as Comment;
  }

  private async read(
    key: string,
    {
      viewer,
      id,
      token,
      selection,
    }: { viewer: ViewerClass; id: string; token?: string; selection: Selection },
  ): Promise<Answer> {
    const slots = { id, token: token === undefined ? null : tokenHash(token) };
    const answer = isUuid(id) ? await this.plans.rest({ key, viewer, selection, slots }, oneComment) : null;
    if (!answer) throw commentNotFound();
    return answer;
  }
}

/** Ids of a comment of the story and of all above it: a look-up for each, however many comments the story has. */
const chainUpwards = (a: Sql): Sql => sql`with recursive chain as (
    select id, parent_id from comment where id = ${new Slot('comment')} and article_id = ${a}.id
    union all select above.id, above.parent_id from chain join comment above on above.id = chain.parent_id
  ) select id from chain`;

function oneComment(selection: Selection, read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const c = read.alias('com');
  const isAuthor = sql`${c}.token_hash = ${new Slot('token')}::bytea`;
  const seen = { ...row, c, onlooker: { isAuthor } };
  return sql`select ${commentShape.json(seen, selection, read, commentMark(row.a, read))}::text as json
    from comment ${c} join ${row.from()} on ${row.a}.id = ${c}.article_id
    where ${c}.id = ${new Slot('id')} and ${visibleTo(read.viewer, row.a)}
      and (${isPublicComment(c)} or (${c}.status <> 'deleted' and ${isAuthor}))`;
}
