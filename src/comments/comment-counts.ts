import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import type { CommentEntity } from './comment.entities.js';

/** A comment that readers see from now on, or no more. */
export interface Approval {
  readonly articleId: string;
  readonly parentId: string | null;
  /** 1 or -1. */
  readonly change: number;
  /** The same of the replies that readers see, where it is another: what is deleted keeps its place while it has some. */
  readonly shown?: number;
}

/** Counts the replies to new comments in their rows, before they are stored. @returns what is left to be counted */
export function countAmong(comments: readonly CommentEntity[]): Approval[] {
  const added = new Map(comments.map((comment) => [comment.id, comment]));
  return comments
    .filter(({ status }) => status === 'approved')
    .map(({ articleId, parentId }) => {
      const parent = parentId === null ? undefined : added.get(parentId);
      if (parent) parent.replyCount += 1;
      return { articleId, parentId: parent ? null : parentId, change: 1 };
    });
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
  let replies = sums(approvals.map(({ parentId, change, shown = change }) => [parentId, shown]));
  while (replies.size > 0) replies = await countReplies(tx, replies);
}

/** @returns what that means to those above: a deleted comment is shown as long as it has replies */
async function countReplies(
  tx: EntityManager,
  replies: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const rows = await run<{ parentId: string; replies: number; change: number }>(
    tx,
    sql`update comment c set reply_count = c.reply_count + d.change
      from unnest(${[...replies.keys()]}::uuid[], ${[...replies.values()]}::int[]) as d (id, change) where c.id = d.id
      returning case when c.status = 'deleted' then c.parent_id end as "parentId", c.reply_count as replies, d.change`,
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
