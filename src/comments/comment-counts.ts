import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import type { CommentEntity } from './comment.entities.js';

/** What it means to the counts that readers see a comment from now on, or no more. */
export interface Approval {
  readonly articleId: string;
  readonly parentId: string | null;
  /** To the comments of the story: 1, -1, or 0 where nothing changed about that. */
  readonly change: number;
  /** To the replies of the comment that it answers: the same, or 0 where its place is kept. */
  readonly shown: number;
}

/** @param comment as it stood, with its replies as they are counted now */
export function approvalOf(
  comment: Pick<CommentEntity, 'articleId' | 'parentId' | 'status' | 'replyCount'>,
  after: CommentEntity['status'],
): Approval {
  const change = Number(after === 'approved') - Number(comment.status === 'approved');
  const { articleId, parentId, replyCount } = comment;
  // Whatever has replies that readers see keeps its place among those of its parent.
  return { articleId, parentId, change, shown: replyCount > 0 ? 0 : change };
}

/** Counts the replies to new comments in their rows, before they are stored. @returns what is left to be counted */
export function countAmong(comments: readonly CommentEntity[]): Approval[] {
  const added = new Map(comments.map((comment) => [comment.id, comment]));
  return comments
    .filter(({ status }) => status === 'approved')
    .map(({ articleId, parentId }) => {
      const known = countUpwards(parentId, added);
      return { articleId, parentId: known, change: 1, shown: 1 };
    });
}

/**
 * Counts a reply, and whatever comes to sight with it because it answers what is not approved.
 * @returns the comment where counting has to go on, which is none of the new ones
 */
function countUpwards(parentId: string | null, added: ReadonlyMap<string, CommentEntity>): string | null {
  const parent = parentId === null ? undefined : added.get(parentId);
  if (!parent) return parentId;
  parent.replyCount += 1;
  const isShownAlready = parent.status === 'approved' || parent.replyCount > 1;
  return isShownAlready ? null : countUpwards(parent.parentId, added);
}

/** Adds to the counts of stories and of comments what changed. Added, not counted anew: readers write meanwhile. */
export async function countApprovals(tx: EntityManager, approvals: readonly Approval[]): Promise<void> {
  const comments = sums(approvals.map(({ articleId, change }) => [articleId, change]));
  if (comments.size > 0) {
    await run(
      tx,
      sql`update article_stats set comment_count = comment_count + d.change
        from unnest(${[...comments.keys()]}::uuid[], ${[...comments.values()]}::int[]) as d (id, change)
        where article_id = d.id`,
    );
  }
  await countShownReplies(tx, approvals);
}

/** Adds to the counts of replies alone. */
export async function countShownReplies(tx: EntityManager, approvals: readonly Approval[]): Promise<void> {
  let replies = sums(approvals.map(({ parentId, shown }) => [parentId, shown]));
  while (replies.size > 0) replies = await countReplies(tx, replies);
}

/** @returns what that means to those above: one that is not approved is shown as long as it has replies */
async function countReplies(
  tx: EntityManager,
  replies: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const rows = await run<{ parentId: string; replies: number; change: number }>(
    tx,
    sql`update comment c set reply_count = c.reply_count + d.change
      from unnest(${[...replies.keys()]}::uuid[], ${[...replies.values()]}::int[]) as d (id, change) where c.id = d.id
      returning case when c.status <> 'approved' then c.parent_id end as "parentId", c.reply_count as replies, d.change`,
  );
  return sums(
    rows.map((row) => [row.parentId, Number(row.replies > 0) - Number(row.replies - row.change > 0)]),
  );
}

/** Sums by id, without what comes to nothing. */
function sums(changes: readonly (readonly [id: string | null, change: number])[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const [id, change] of changes) if (id) totals.set(id, (totals.get(id) ?? 0) + change);
  return new Map([...totals].filter(([, total]) => total !== 0));
}
