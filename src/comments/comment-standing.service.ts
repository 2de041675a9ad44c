import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { tagsOfReaders } from '../platform/cache/change-tags.js';
import { ActivityNotifier } from '../platform/changes/activity-notifier.js';
import { ChangeLog, type NewChange } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { countApprovals } from './comment-counts.js';
import { lockComments } from './comment-locks.js';
import { CommentEntity } from './comment.entities.js';

export type CommentStatus = CommentEntity['status'];

/** A comment that is to stand otherwise from now on. */
export interface Move {
  readonly commentId: string;
  readonly to: CommentStatus;
  /** What was done, as it is kept: `approve`, `reject`, `delete`. */
  readonly verdict: string;
  readonly reason?: string | null;
  /** The decision that is taken back by it. */
  readonly undoes?: string | null;
}

/** Who moves comments, and when. */
export interface Mover {
  readonly source: 'moderator' | 'author' | 'system';
  readonly actor: string;
  readonly now: Date;
}

/** What became of one comment. */
export interface Moved {
  readonly comment: Pick<CommentEntity, 'id' | 'articleId' | 'parentId'>;
  readonly decisionId: string;
  readonly before: CommentStatus;
  readonly after: CommentStatus;
}

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
   * To be called last in the transaction, since it ends with the change log. Comments that are not there are left out.
   * @returns what became of each, in the order of their ids
   */
  async move(tx: EntityManager, moves: readonly Move[], mover: Mover): Promise<Moved[]> {
    const wanted = new Map(moves.map((move) => [move.commentId, move]));
    const comments = await lockComments(tx, [...wanted.keys()]);
    const moved = comments.map((comment) => {
      const move = wanted.get(comment.id) as Move;
      return { comment, move, before: comment.status, after: move.to, decisionId: uuidv7() };
    });
    await run(
      tx,
      sql`update comment set status = m.status from json_to_recordset(${JSON.stringify(
        moved.map(({ comment: { id }, after }) => ({ id, status: after })),
      )}::json) as m (id uuid, status text) where comment.id = m.id`,
    );
    await this.decide(tx, moved, mover);
    const seen = moved.map(({ comment, before, after }) => ({
      ...{ id: comment.id, articleId: comment.articleId, parentId: comment.parentId },
      change: Number(after === 'approved') - Number(before === 'approved'),
      shown: Number(isShown(after, comment)) - Number(isShown(before, comment)),
    }));
    await countApprovals(tx, seen);
    await this.announce(
      tx,
      seen.filter(({ change }) => change > 0),
    );
    await this.changes.append(tx, seen.flatMap(entryOf));
    return moved.map(({ comment, decisionId, before, after }) => ({ comment, decisionId, before, after }));
  }

  private async decide(
    tx: EntityManager,
    moved: readonly (Omit<Moved, 'comment'> & { readonly comment: CommentEntity; readonly move: Move })[],
    { source, actor, now }: Mover,
  ): Promise<void> {
    const rows = moved.map(({ comment, move, decisionId, before, after }) => ({
      ...{ id: decisionId, commentId: comment.id, verdict: move.verdict, before, after },
      ...{ reason: move.reason ?? null, undoes: move.undoes ?? null },
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

  /** Subscribers hear of a comment when it comes to sight, whenever it was written. It is counted already. */
  private async announce(
    tx: EntityManager,
    seen: readonly { readonly id: string; readonly articleId: string }[],
  ): Promise<void> {
    if (seen.length === 0) return;
    await run(
      tx,
      sql`insert into activity (kind, article_id, comment_id) select 'commentAdded', a."articleId", a.id
        from json_to_recordset(${JSON.stringify(seen)}::json) as a (id uuid, "articleId" uuid)`,
    );
    await this.database.afterwards(async (isCommitted) => {
      if (isCommitted) this.activity.touch();
    });
  }
}

/** Whether readers see anything of a comment: a deleted one keeps its place while it has replies. */
const isShown = (status: CommentStatus, { replyCount }: Pick<CommentEntity, 'replyCount'>): boolean =>
  status === 'approved' || (status === 'deleted' && replyCount > 0);

/** What has come to sight or gone out of it is untrue at once, in every process. */
const entryOf = ({
  id,
  articleId,
  change,
  shown,
}: {
  readonly id: string;
  readonly articleId: string;
  readonly change: number;
  readonly shown: number;
}): NewChange[] => {
  if (change === 0 && shown === 0) return [];
  const kind = change > 0 ? 'approved' : 'removed';
  return [{ kind, subject: 'comment', subjectId: id, tags: tagsOfReaders([articleId]) }];
};
