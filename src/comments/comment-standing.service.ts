import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { tagsOfReaders } from '../platform/cache/change-tags.js';
import { ActivityNotifier } from '../platform/changes/activity-notifier.js';
import { ChangeLog, type NewChange } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { type Approval, approvalOf, countShownReplies } from './comment-counts.js';
import { lockComments } from './comment-locks.js';
import { CommentEntity } from './comment.entities.js';

export type CommentStatus = CommentEntity['status'];

/** A comment that is to stand otherwise from now on. */
export interface Move {
  /** As it stands, locked. */
  readonly comment: Standing;
  readonly to: CommentStatus;
  /** What was done, as it is kept: `approve`, `reject`, `delete`. */
  readonly verdict: string;
  readonly reason?: string | null;
  /** The decision that is taken back by it. */
  readonly undoes?: string | null;
}

/** A comment that is to be put forward, or not any more. */
export interface Feature {
  /** As it stands, locked. */
  readonly comment: Standing;
  readonly featured: boolean;
  readonly reason?: string | null;
  readonly undoes?: string | null;
}

/** Who moves comments, and when. */
export interface Mover {
  readonly source: 'moderator' | 'author' | 'system';
  readonly actor: string;
  readonly now: Date;
}

/** What was written down about a comment. */
export interface Recorded {
  readonly comment: Standing;
  readonly decisionId: string;
}

/** A decision to record. */
interface Decided {
  readonly decisionId: string;
  readonly comment: Pick<CommentEntity, 'id'>;
  readonly verdict: string;
  readonly before?: CommentStatus;
  readonly after?: CommentStatus;
  readonly reason?: string | null | undefined;
  readonly undoes?: string | null | undefined;
}

/** A comment that came to sight, or went out of it. */
interface Seen extends Approval {
  readonly id: string;
}

/** How a comment stands, by whoever holds its lock. */
export type Standing = Pick<
  CommentEntity,
  'id' | 'articleId' | 'parentId' | 'status' | 'featured' | 'replyCount'
>;

/**
 * The one way in which a comment that is there comes to stand otherwise: its state, the counts that follow from it, the
 * record of who did it, and the entries that caches, feeds and subscribers go by.
 */
@Injectable()
export class CommentStandingService {
  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
    private readonly activity: ActivityNotifier,
  ) {}

  /**
   * Takes comments, so that nobody moves them until the transaction ends.
   * @returns those that are there, in the order of their ids
   */
  take(tx: EntityManager, ids: readonly string[]): Promise<Standing[]> {
    return lockComments(tx, ids);
  }

  /** To be called last in the transaction, since it ends with the change log. @returns what was written down of each */
  async move(tx: EntityManager, moves: readonly Move[], mover: Mover): Promise<Recorded[]> {
    const moved = moves.map((move) => ({ ...move, decisionId: uuidv7() }));
    await run(
      tx,
      // What readers flagged was looked at by the moderator who approves it; from then on it is counted anew.
      sql`update comment set status = m.status,
          flag_count = case when m.status = 'approved' and ${mover.source}::text = 'moderator' then 0 else flag_count end
        from json_to_recordset(${JSON.stringify(
          moved.map(({ comment: { id }, to }) => ({ id, status: to })),
        )}::json) as m (id uuid, status text) where comment.id = m.id`,
    );
    await this.decide(
      tx,
      moved.map((one) => ({ ...one, before: one.comment.status, after: one.to })),
      mover,
    );
    const seen = moved
      .map(({ comment, to }) => ({ id: comment.id, ...approvalOf(comment, to) }))
      .filter(({ change }) => change !== 0);
    await countShownReplies(tx, seen);
    await this.log(tx, seen);
    await this.changes.append(tx, seen.map(entryOf));
    return moved;
  }

  /**
   * Puts comments forward, or not any more. To be called last in the transaction, as `move` is. Those that stand so already
   * are left out. @returns what was written down of each
   */
  async feature(tx: EntityManager, features: readonly Feature[], mover: Mover): Promise<Recorded[]> {
    const changed = features
      .filter(({ comment, featured }) => comment.featured !== featured)
      .map((feature) => ({ ...feature, decisionId: uuidv7() }));
    const ids = changed.map(({ comment }) => comment.id);
    await run(tx, sql`update comment set featured = not featured where id = any(${ids}::uuid[])`);
    await this.decide(
      tx,
      changed.map((one) => ({ ...one, verdict: one.featured ? 'feature' : 'unfeature' })),
      mover,
    );
    await this.changes.append(
      tx,
      changed.map(({ comment: { id, articleId }, featured }) => ({
        kind: featured ? 'featured' : 'unfeatured',
        ...{ subject: 'comment', subjectId: id, tags: tagsOfReaders([articleId]) },
      })),
    );
    return changed;
  }

  private async decide(
    tx: EntityManager,
    decided: readonly Decided[],
    { source, actor, now }: Mover,
  ): Promise<void> {
    const rows = decided.map(({ comment, decisionId: id, verdict, before, after, reason, undoes }) => ({
      id,
      commentId: comment.id,
      ...{ verdict, before, after, reason, undoes },
    }));
    await run(
      tx,
      sql`insert into comment_decision (id, comment_id, at, source, actor, verdict, reason, status_before, status_after,
          undoes)
        select d.id, d."commentId", ${now}, ${source}, ${actor}, d.verdict, d.reason, d.before, d.after, d.undoes
        from json_to_recordset(${JSON.stringify(rows)}::json) as d (id uuid, "commentId" uuid, verdict text, reason text,
          before text, after text, undoes uuid)`,
    );
  }

  /**
   * Subscribers hear of a comment when it comes to sight, whenever it was written. What goes is counted by the log as what
   * came was, so that no count is ever less than nothing.
   */
  private async log(tx: EntityManager, seen: readonly Seen[]): Promise<void> {
    if (seen.length === 0) return;
    await run(
      tx,
      sql`insert into activity (kind, article_id, comment_id, comments)
        select case when a.change > 0 then 'commentAdded' else 'commentRemoved' end, a."articleId", a.id, a.change
        from json_to_recordset(${JSON.stringify(seen)}::json) as a (id uuid, "articleId" uuid, change int)`,
    );
    await this.database.afterwards(async (isCommitted) => {
      if (isCommitted) this.activity.touch();
    });
  }
}

/** What has come to sight or gone out of it is untrue at once, in every process. */
const entryOf = ({ id, articleId, change }: Seen): NewChange => ({
  kind: change > 0 ? 'approved' : 'removed',
  ...{ subject: 'comment', subjectId: id, tags: tagsOfReaders([articleId]) },
});
