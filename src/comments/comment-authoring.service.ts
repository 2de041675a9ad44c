import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { visibleTo } from '../articles/visibility.js';
import { commentHtml } from '../body/comment-text.js';
import { recordEdit } from '../moderation/moderation-record.query.js';
import { type Judgement, ModerationService, type SentComment } from '../moderation/moderation.service.js';
import { isUuid } from '../platform/api/uuid.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { tagsOfReaders } from '../platform/cache/change-tags.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { addressKey, type RateLimitHeaders, RateLimits } from '../platform/http/rate-limit.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import type { CommentEdit } from './comment-author.inputs.js';
import { CommentErasureService } from './comment-erasure.service.js';
import { lockComments } from './comment-locks.js';
import { COMMENT_RULES, type CommentRules } from './comment-rules.module.js';
import { keepRevision } from './comment-revisions.js';
import { CommentStandingService, type CommentStatus, type Mover } from './comment-standing.service.js';
import { tokenHash } from './comment-token.js';
import { commentEditClosed, commentNotFound, commentTokenInvalid } from './comment.errors.js';

/** Edits and deletions that one address may send in a window, in seconds. */
const AUTHOR_RATE = { limit: 30, window: 60 } as const;

/** Where a comment may stand, from what readers see to what nobody does. */
const STANDINGS: readonly CommentStatus[] = ['approved', 'pending', 'spam', 'rejected'];

/** A comment, and whoever says to be its author. */
export interface Claim {
  readonly viewer: Viewer;
  readonly id: string;
  /** What came with the comment when it was written; undefined when the caller has none. */
  readonly token: string | undefined;
  readonly now: Date;
}

/** A comment of the caller's own. */
interface OwnComment {
  readonly id: string;
  readonly articleId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly website: string | null;
  readonly createdAt: Date;
  readonly emailCipher: Buffer | null;
  readonly account: Buffer | null;
}

type Headers = RateLimitHeaders | Record<string, never>;

/** What the author of a comment does with it, known by the token that came with it. */
@Injectable()
export class CommentAuthoringService {
  constructor(
    private readonly database: Database,
    private readonly moderation: ModerationService,
    private readonly standing: CommentStandingService,
    private readonly erasure: CommentErasureService,
    private readonly changes: ChangeLog,
    private readonly limits: RateLimits,
    private readonly ring: KeyRing,
    @Inject(COMMENT_RULES) private readonly rules: CommentRules,
  ) {}

  /**
   * Changes what a comment says. It is judged anew, and may be held; what is out of sight stays there.
   * @returns what is left of the caller's rate limit, as headers
   * @throws DomainError RATE_LIMITED, COMMENT_NOT_FOUND, COMMENT_TOKEN_INVALID, COMMENT_EDIT_CLOSED, and what moderation
   * refuses a comment with
   */
  async edit(claim: Claim, input: CommentEdit): Promise<Headers> {
    const headers = await this.withinRate(claim.viewer);
    const own = await this.own(claim);
    const age = claim.now.getTime() - own.createdAt.getTime();
    if (age > this.rules.editWindow * 1_000) throw commentEditClosed();
    const html = commentHtml(input.body);
    const sent: SentComment = {
      ...{ kind: 'edit', id: own.id, article: own.articleId, parentId: own.parentId },
      ...{ name: own.name, website: own.website, text: input.body, html },
      email: own.emailCipher ? this.ring.decrypt('comment-email', own.emailCipher) : '',
      ...{
        viewer: claim.viewer,
        account: own.account,
        form: { trap: null, openedAt: null },
        challenge: null,
        now: claim.now,
      },
      insists: input.insist ?? false,
    };
    const judgement = await this.database.apart(() => this.moderation.judge(sent));
    await this.database.transaction((tx) => this.rewrite(tx, claim, { text: input.body, html }, judgement));
    return headers;
  }

  /**
   * Erases a comment. Its replies stay, and with them its place.
   * @returns what is left of the caller's rate limit, as headers
   * @throws DomainError RATE_LIMITED, COMMENT_NOT_FOUND, COMMENT_TOKEN_INVALID
   */
  async delete(claim: Claim): Promise<Headers> {
    const headers = await this.withinRate(claim.viewer);
    const { id } = await this.own(claim);
    await this.database.transaction((tx) => this.erasure.erase(tx, [id], authorAt(claim.now)));
    return headers;
  }

  private async rewrite(
    tx: EntityManager,
    { id, now }: Claim,
    said: Pick<SentComment, 'text' | 'html'>,
    judgement: Judgement,
  ): Promise<void> {
    const [comment] = await lockComments(tx, [id]);
    if (!comment || comment.status === 'deleted') throw commentNotFound();
    if (comment.text === said.text) return;
    await keepRevision(tx, comment, now);
    await run(
      tx,
      sql`update comment set text = ${said.text}, html = ${said.html}, edited_at = ${now} where id = ${id}`,
    );
    const judged = await recordEdit(tx, { id, now }, judgement);
    const to = strictest(comment.status, judged);
    await this.standing.move(tx, [{ comment, to, verdict: 'edit' }], authorAt(now));
    if (to !== 'approved') return;
    const tags = tagsOfReaders([comment.articleId]);
    await this.changes.append(tx, [{ kind: 'edited', subject: 'comment', subjectId: id, tags }]);
  }

  /** @throws DomainError COMMENT_NOT_FOUND for what the caller cannot know of, COMMENT_TOKEN_INVALID for the rest */
  private async own({ viewer, id, token }: Claim): Promise<OwnComment> {
    if (!isUuid(id)) throw commentNotFound();
    const hash = token === undefined ? null : tokenHash(token);
    const a = sql`art`;
    const [found] = await this.database.query<OwnComment & { isOwn: boolean | null; isKnown: boolean }>(
      sql`select c.id, c.article_id as "articleId", c.parent_id as "parentId", c.author_name as name,
          c.author_website as website, c.created_at as "createdAt", i.email_cipher as "emailCipher", i.subject_index as account,
          c.token_hash = ${hash}::bytea as "isOwn", c.status = 'approved'
            and ${visibleTo(viewerClass(viewer), a)} as "isKnown"
        from comment c join article ${a} on ${a}.id = c.article_id
          left join comment_identity i on i.comment_id = c.id
        where c.id = ${id}::uuid`,
    );
    if (found?.isOwn) return found;
    throw found?.isKnown ? commentTokenInvalid() : commentNotFound();
  }

  private withinRate({ address }: Viewer): Promise<Headers> {
    const { limit, window } = AUTHOR_RATE;
    return this.limits.consume('comment-edits', addressKey(address), limit, window);
  }
}

const authorAt = (now: Date): Mover => ({ source: 'author', actor: 'author', now });

/** An edit brings nothing to sight: what a phase or a moderator held waits on, whatever its author made of it. */
const strictest = (one: CommentStatus, other: CommentStatus): CommentStatus =>
  STANDINGS[Math.max(STANDINGS.indexOf(one), STANDINGS.indexOf(other))] as CommentStatus;
