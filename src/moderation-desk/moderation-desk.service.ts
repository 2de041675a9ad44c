import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { commentNotFound } from '../comments/comment.errors.js';
import {
  CommentStandingService,
  type CommentStatus,
  type Mover,
  type Standing,
} from '../comments/comment-standing.service.js';
import type { DomainError } from '../platform/api/errors.js';
import { isUuid } from '../platform/api/uuid.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  commentDeleted,
  commentNotApproved,
  decisionFinal,
  decisionNotFound,
  decisionSuperseded,
} from './moderation-desk.errors.js';
import type { ModerationOutcome } from './moderated-comment.view.js';
import { ModerationAction } from './moderation-desk.inputs.js';

/** Who decides, and when. */
export interface Deciding {
  readonly actor: string;
  readonly now: Date;
}

/** What is to be done to comments. */
export interface Order {
  readonly action: ModerationAction;
  readonly reason?: string | null;
}

/** What became of one comment: it was done, or is refused. */
export interface Outcome {
  readonly id: string;
  /** Null where nothing had to be changed. */
  readonly decisionId: string | null;
  readonly status: CommentStatus | null;
  readonly refusal: DomainError | null;
}

/** Outcomes as callers are told them. */
export const outcomesOf = (outcomes: readonly Outcome[]): ModerationOutcome[] =>
  outcomes.map(({ id, decisionId, status, refusal }) => ({
    ...{ id, decisionId, code: refusal?.code ?? null },
    status: status as ModerationOutcome['status'],
  }));

type StatusAction = Exclude<ModerationAction, ModerationAction.FEATURE | ModerationAction.UNFEATURE>;

const STATUS_AFTER: Readonly<Record<StatusAction, CommentStatus>> = {
  [ModerationAction.APPROVE]: 'approved',
  [ModerationAction.REJECT]: 'rejected',
  [ModerationAction.SPAM]: 'spam',
};

const isFeaturing = (
  action: ModerationAction,
): action is ModerationAction.FEATURE | ModerationAction.UNFEATURE =>
  action === ModerationAction.FEATURE || action === ModerationAction.UNFEATURE;

/** A decision that is to be taken back. */
interface Past {
  readonly source: string;
  readonly verdict: string;
  /** Both null for one that put the comment forward, or not any more. */
  readonly before: CommentStatus | null;
  readonly after: CommentStatus | null;
  /** Whether anything was decided about the same since. */
  readonly isSuperseded: boolean;
}

/** What moderators decide about comments. Each decision about a state is recorded, whether it changes anything or not. */
@Injectable()
export class ModerationDeskService {
  constructor(
    private readonly database: Database,
    private readonly standing: CommentStandingService,
  ) {}

  /** @throws DomainError COMMENT_NOT_FOUND, COMMENT_DELETED, COMMENT_NOT_APPROVED */
  async decide(id: string, order: Order, deciding: Deciding): Promise<void> {
    if (!isUuid(id)) throw commentNotFound();
    const [outcome] = await this.decideAll([id], order, deciding);
    if (outcome?.refusal) throw outcome.refusal;
  }

  /** Does the same to several comments, in one transaction. @returns what became of each, in the order of the ids */
  async decideAll(named: readonly string[], order: Order, deciding: Deciding): Promise<Outcome[]> {
    const ids = named.map((id) => id.toLowerCase());
    return this.database.transaction(async (tx) => {
      const taken = await this.standing.take(tx, ids);
      const comments = new Map(taken.map((comment) => [comment.id, comment]));
      const refusals = new Map(ids.map((id) => [id, refusalOf(comments.get(id), order.action)]));
      const willing = taken.filter(({ id }) => refusals.get(id) === null);
      const decisions = await this.carryOut(tx, willing, order, deciding);
      return ids.map((id) => {
        const refusal = refusals.get(id) ?? null;
        const comment = comments.get(id);
        const status = refusal || !comment ? null : statusAfter(comment, order.action);
        return { id, decisionId: decisions.get(id) ?? null, status, refusal };
      });
    });
  }

  /**
   * Takes a decision back: the comment stands as it did before. That is a decision too, and can be taken back itself.
   * @returns id of the comment
   * @throws DomainError DECISION_NOT_FOUND, DECISION_FINAL, DECISION_SUPERSEDED, COMMENT_DELETED, COMMENT_NOT_APPROVED
   */
  async undo(id: string, reason: string | null, deciding: Deciding): Promise<string> {
    if (!isUuid(id)) throw decisionNotFound();
    return this.database.transaction(async (tx) => {
      const commentId = await commentOf(tx, id);
      const [comment] = await this.standing.take(tx, [commentId]);
      if (!comment) throw decisionNotFound();
      const past = await pastOf(tx, id);
      const featured = past.after === null ? past.verdict !== 'feature' : null;
      checkUndoable(past, comment, featured);
      const because = { comment, reason, undoes: id };
      const mover = moverOf(deciding);
      if (featured === null) {
        const to = past.before as CommentStatus;
        await this.standing.move(tx, [{ ...because, to, verdict: 'undo' }], mover);
      } else {
        await this.standing.feature(tx, [{ ...because, featured }], mover);
      }
      return commentId;
    });
  }

  /** @returns ids of the decisions by those of the comments */
  private async carryOut(
    tx: EntityManager,
    comments: readonly Standing[],
    { action, reason = null }: Order,
    deciding: Deciding,
  ): Promise<ReadonlyMap<string, string>> {
    const mover = moverOf(deciding);
    const done = isFeaturing(action)
      ? await this.standing.feature(
          tx,
          comments.map((comment) => ({ comment, reason, featured: action === ModerationAction.FEATURE })),
          mover,
        )
      : await this.standing.move(
          tx,
          comments.map((comment) => ({ comment, reason, to: STATUS_AFTER[action], verdict: action })),
          mover,
        );
    return new Map(done.map(({ comment, decisionId }) => [comment.id, decisionId]));
  }
}

const moverOf = (deciding: Deciding): Mover => ({ source: 'moderator', ...deciding });

const statusAfter = ({ status }: Standing, action: ModerationAction): CommentStatus =>
  isFeaturing(action) ? status : STATUS_AFTER[action];

function refusalOf(comment: Standing | undefined, action: ModerationAction): DomainError | null {
  if (!comment) return commentNotFound();
  if (comment.status === 'deleted') return commentDeleted();
  if (action === ModerationAction.FEATURE && comment.status !== 'approved') return commentNotApproved();
  return null;
}

/** @param featured whether the comment is to be put forward by the undoing; null where its state is to change */
function checkUndoable(past: Past, comment: Standing, featured: boolean | null): void {
  if (past.source !== 'moderator') throw decisionFinal();
  if (comment.status === 'deleted') throw commentDeleted();
  const isAsLeft = featured === null ? comment.status === past.after : comment.featured !== featured;
  if (past.isSuperseded || !isAsLeft) throw decisionSuperseded();
  if (featured && comment.status !== 'approved') throw commentNotApproved();
}

/** @throws DomainError DECISION_NOT_FOUND, DECISION_FINAL for what a phase decided */
async function commentOf(tx: EntityManager, decisionId: string): Promise<string> {
  const [found] = await run<{ commentId: string }>(
    tx,
    sql`select comment_id as "commentId" from comment_decision where id = ${decisionId}::uuid`,
  );
  if (found) return found.commentId;
  // The id of what a phase decided is that of the whole judgement, but for its last byte.
  const [judgement] = await run(
    tx,
    sql`select from comment_judgement where id = ${`${decisionId.slice(0, -2)}00`}::uuid`,
  );
  throw judgement ? decisionFinal() : decisionNotFound();
}

/** A decision and what came after it, which stands still while the comment is taken. */
async function pastOf(tx: EntityManager, decisionId: string): Promise<Past> {
  const [past] = await run<Past>(
    tx,
    sql`select d.source, d.verdict, d.status_before as before, d.status_after as after,
        exists (select from comment_decision later where later.comment_id = d.comment_id and later.id > d.id
          and case when d.status_after is null then later.verdict in ('feature', 'unfeature')
            else later.status_after is not null end) as "isSuperseded"
      from comment_decision d where d.id = ${decisionId}::uuid`,
  );
  return past as Past;
}
