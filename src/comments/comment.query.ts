import type { ArticleRow } from '../articles/article-row.js';
import { READERS } from '../articles/article.query.js';
import { articleUrl } from '../articles/article-url.js';
import { cursorSql, listMark, type Sort } from '../platform/api/cursor.js';
import { listSql } from '../platform/api/list-sql.js';
import { type Page, type PageRequest, readPage } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import type { Selection } from '../platform/api/selection.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import { instant, literal, raw, sql, type Sql } from '../platform/database/sql.js';
import { REPLIES_SHOWN } from './comment-limits.js';
import { CommentSort } from './comment.view.js';

/** A comment, and the story and section that its address is made of. */
export interface CommentRow extends Pick<ArticleRow, 'a' | 's'> {
  readonly c: Sql;
  /** Who looks at it: readers, unless something else is said. */
  readonly onlooker?: Onlooker;
}

/**
 * Who looks at comments. Readers see those that are approved; the author, who is there where the condition holds, their
 * own as well; moderators see all of them. What was deleted nobody sees.
 */
export type Onlooker = 'readers' | 'moderators' | { readonly isAuthor: Sql };

/** A comment that readers meet: approved, or with replies that they see, which it holds together. */
export const isPublicComment = (c: Sql): Sql => sql`(${c}.status = 'approved' or ${c}.reply_count > 0)`;

/** Whether author and words are shown. Where a condition comes to null, as without a token, they are not. */
function isTold({ c, onlooker = 'readers' }: CommentRow): Sql {
  if (onlooker === 'readers') return sql`${c}.status = 'approved'`;
  if (onlooker === 'moderators') return sql`${c}.status <> 'deleted'`;
  return sql`(${c}.status = 'approved' or (${c}.status <> 'deleted' and ${onlooker.isAuthor}))`;
}

/** Of any other comment nothing is shown but its place. */
const ifTold = (row: CommentRow, value: Sql, blank: Sql): Sql =>
  sql`case when ${isTold(row)} then ${value} else ${blank} end`;

const authorShape = new Shape<CommentRow>('CommentAuthor', {
  name: (row) => ifTold(row, sql`${row.c}.author_name`, sql`''`),
  website: (row) => ifTold(row, sql`${row.c}.author_website`, sql`null`),
  avatarSeed: (row) => ifTold(row, sql`${row.c}.avatar_seed`, sql`''`),
  badges: (row) => ifTold(row, sql`to_json(${row.c}.badges)`, sql`'[]'::json`),
});

const reactionsShape = new Shape<CommentRow>('Reactions', {
  up: (row) => ifTold(row, sql`${row.c}.reactions_up`, sql`0`),
  down: (row) => ifTold(row, sql`${row.c}.reactions_down`, sql`0`),
});

/** Fields of `Comment`. */
export const commentShape: Shape<CommentRow> = new Shape<CommentRow>('Comment', {
  id: ({ c }) => sql`${c}.id`,
  articleId: ({ c }) => sql`${c}.article_id`,
  parentId: ({ c }) => sql`${c}.parent_id`,
  depth: ({ c }) => sql`${c}.depth`,
  author: (row, { children }, read) => authorShape.json(row, children, read),
  html: (row) => ifTold(row, sql`${row.c}.html`, sql`''`),
  text: (row) => ifTold(row, sql`${row.c}.text`, sql`''`),
  createdAt: ({ c }) => instant(sql`${c}.created_at`),
  editedAt: (row) => ifTold(row, instant(sql`${row.c}.edited_at`), sql`null`),
  // To its author a comment that was found to be spam, or rejected, waits like any other.
  status: (row) =>
    row.onlooker === 'moderators'
      ? sql`${row.c}.status`
      : sql`case when ${row.c}.status = 'approved' then 'approved' else ${ifTold(row, sql`'pending'`, sql`'deleted'`)} end`,
  featured: (row) => ifTold(row, sql`${row.c}.featured`, sql`false`),
  replyCount: ({ c }) => sql`${c}.reply_count`,
  replies: (row, { key, args, children }, read) =>
    key === 'replies' ? firstReplies(row, children, read) : replyConnection(row, args, children, read),
  repliesCursor: (row, { args }, read) => (args['unseen'] ? beforeReplies(row) : repliesCursor(row, read)),
  reactions: (row, { children }, read) => reactionsShape.json(row, children, read),
  permalink: (row, _, read) => sql`${articleUrl(row, read)} || '#comment-' || ${row.c}.id`,
});

const SORT_KEYS = {
  [CommentSort.NEWEST]: { column: raw('created_at'), descending: true, type: 'instant' },
  [CommentSort.OLDEST]: { column: raw('created_at'), descending: false, type: 'instant' },
  [CommentSort.BEST]: { column: raw('best'), descending: true, type: 'number' },
  [CommentSort.CONTROVERSIAL]: { column: raw('controversy'), descending: true, type: 'number' },
} as const;

export const commentOrder = (name: CommentSort, c: Sql): Sort => {
  const { column, descending, type } = SORT_KEYS[name];
  return { name, key: sql`${c}.${column}`, id: sql`${c}.id`, descending, type };
};

/** The mark of what is made from comments on this story: its address and visibility, and what readers did. */
export const commentMark = (a: Sql, read: ReadContext): Sql[] =>
  read.mark(`article ${READERS}`, sql`${a}.id`);

/** What the cursors of a story's comments and of a comment's replies belong to. */
export const COMMENT_LISTS = { roots: 'comments', featured: 'featured', replies: 'replies' } as const;

export interface CommentListArgs extends PageRequest {
  readonly sort?: CommentSort | null;
}

/** One page of a story's comments. */
export interface CommentsPage {
  readonly sort: CommentSort;
  readonly page: Page;
  /** Whether it holds those that were put forward, at any depth, instead of those that answer the story. */
  readonly featured: boolean;
}

/** The page of a story's comments that a GraphQL field's arguments, or a REST page's parameters, ask for. */
export function commentsPage(args: CommentListArgs & { featured?: boolean | null }): CommentsPage {
  const sort = args.sort ?? CommentSort.NEWEST;
  const featured = args.featured ?? false;
  const filter = featured ? COMMENT_LISTS.featured : COMMENT_LISTS.roots;
  return { sort, page: readPage(args, commentOrder(sort, raw('c')), filter), featured };
}

/** One page of a story's comments that answer no other, or of those that were put forward. */
export function commentListJson(
  { a, s }: Pick<ArticleRow, 'a' | 's'>,
  { sort, page, featured }: CommentsPage,
  selection: Selection,
  read: ReadContext,
  counted = true,
): Sql {
  const c = read.alias('com');
  const those = featured
    ? sql`${c}.featured and ${c}.status = 'approved'`
    : sql`${c}.parent_id is null and ${isPublicComment(c)}`;
  return listSql(
    {
      from: sql`from comment ${c}`,
      where: sql`${c}.article_id = ${a}.id and ${those}`,
      sort: commentOrder(sort, c),
      item: (id, inner) => commentJson(id, { a, s }, inner, read),
      marks: commentMark(a, read),
    },
    page,
    selection,
    counted,
  );
}

/** One page of the replies to the comment with the id `parent`. */
export function replyListJson(
  { parent, a, s }: Pick<ArticleRow, 'a' | 's'> & { parent: Sql },
  { sort, page }: { sort: CommentSort; page: Page },
  selection: Selection,
  read: ReadContext,
  counted = true,
): Sql {
  const c = read.alias('com');
  return listSql(
    {
      from: sql`from comment ${c}`,
      where: sql`${c}.parent_id = ${parent} and ${c}.article_id = ${a}.id and ${isPublicComment(c)}`,
      sort: commentOrder(sort, c),
      item: (id, inner) => commentJson(id, { a, s }, inner, read),
      marks: commentMark(a, read),
    },
    page,
    selection,
    counted,
  );
}

/**
 * The page of replies that a GraphQL field's arguments ask for: the first three unless more are asked for. The default
 * of `first`, which stands in the schema, does not keep anybody from reading backwards.
 */
function repliesPage(args: CommentListArgs): { sort: CommentSort; page: Page } {
  const sort = args.sort ?? CommentSort.OLDEST;
  const first = args.first ?? REPLIES_SHOWN;
  const backward = first === REPLIES_SHOWN && (args.last ?? (args.before && !args.after && REPLIES_SHOWN));
  const sized = backward ? { ...args, first: null, last: backward } : { ...args, first };
  return { sort, page: readPage(sized, commentOrder(sort, raw('c')), COMMENT_LISTS.replies) };
}

function replyConnection(
  { c, a, s }: CommentRow,
  args: CommentListArgs,
  selection: Selection,
  read: ReadContext,
): Sql {
  return replyListJson({ parent: sql`${c}.id`, a, s }, repliesPage(args), selection, read);
}

function commentJson(
  id: Sql,
  { a, s }: Pick<ArticleRow, 'a' | 's'>,
  selection: Selection,
  read: ReadContext,
): Sql {
  const c = read.alias('com');
  return sql`(select ${commentShape.json({ c, a, s }, selection, read)} from comment ${c} where ${c}.id = ${id})`;
}

/** The first replies as an array; nothing is looked for where there are none or the caller went deep enough. */
function firstReplies({ c, a, s }: CommentRow, selection: Selection, read: ReadContext): Sql {
  if (selection.length === 0) return sql`'[]'::json`;
  const inner = withUnseenReplies(selection);
  const reply = read.alias('com');
  const first = read.alias('first');
  const list = jsonList(
    commentShape.json({ c: first, a, s }, inner, read),
    sql`from (select * from comment ${reply} where ${reply}.parent_id = ${c}.id and ${isPublicComment(reply)}
      order by ${reply}.created_at, ${reply}.id limit ${raw(String(REPLIES_SHOWN))}) ${first}`,
    sql`${first}.created_at, ${first}.id`,
  );
  return sql`case when ${c}.reply_count > 0 then ${list} else '[]'::json end`;
}

/** The selection of a comment that has no replies yet, so that none are looked for. */
export const withoutReplies = (selection: Selection): Selection =>
  withUnseenReplies(selection.map((one) => (one.key === 'replies' ? { ...one, children: [] } : one)));

/** At the deepest level no replies are shown: the cursor then stands before the first of them. */
function withUnseenReplies(selection: Selection): Selection {
  const shown = selection.find(({ name }) => name === 'replies')?.children ?? [];
  if (shown.length > 0) return selection;
  return selection.map((one) => (one.name === 'repliesCursor' ? { ...one, args: { unseen: true } } : one));
}

/** A cursor before every reply. */
export const BEFORE_REPLIES = Buffer.from(
  JSON.stringify([
    listMark(CommentSort.OLDEST, COMMENT_LISTS.replies),
    Date.parse('0001-01-01T00:00:00.000Z'),
    '00000000-0000-0000-0000-000000000000',
  ]),
).toString('base64url');

const beforeReplies = ({ c }: CommentRow): Sql =>
  sql`case when ${c}.reply_count > 0 then ${literal(BEFORE_REPLIES)} end`;

/** The cursor of the last reply that is shown, when there are more. */
function repliesCursor({ c }: CommentRow, read: ReadContext): Sql {
  const reply = read.alias('com');
  const mark = listMark(CommentSort.OLDEST, COMMENT_LISTS.replies);
  const shown = raw(String(REPLIES_SHOWN));
  return sql`case when ${c}.reply_count > ${shown} then
    (select ${cursorSql(mark, 'instant', sql`${reply}.created_at`, sql`${reply}.id`)} from comment ${reply}
      where ${reply}.parent_id = ${c}.id and ${isPublicComment(reply)}
      order by ${reply}.created_at, ${reply}.id offset ${shown} - 1 limit 1) end`;
}
