import { canonicalEmail, emailIndex } from '../platform/secrets/email-index.js';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { articleNotFound } from '../articles/article.errors.js';
import { ArticleLookup } from '../articles/article-lookup.js';
import { commentHtml } from '../body/comment-text.js';
import { accountIndex, ModerationService, type SentComment } from '../moderation/moderation.service.js';
import { recordSlots } from '../moderation/moderation-record.query.js';
import { DomainError, invalidInput } from '../platform/api/errors.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { isUuid } from '../platform/api/uuid.js';
import { accountOf, isStaff, type Viewer, viewerClass } from '../platform/api/viewer.js';
import { ActivityNotifier } from '../platform/changes/activity-notifier.js';
import { Database } from '../platform/database/database.js';
import { networkOf } from '../platform/http/network.js';
import { addressKey, RateLimits } from '../platform/http/rate-limit.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { CommentAttacksService } from '../comment-challenges/comment-attacks.service.js';
import { newToken, tokenHash } from './comment-token.js';
import type { CommentInput } from './comment.inputs.js';
import { commentInsert } from './comment-insert.query.js';
import { withoutReplies } from './comment.query.js';
import { Comment } from './comment.view.js';

/** Comments that one address may send in a window, in seconds. */
const COMMENT_RATE = { limit: 30, window: 60 } as const;

/** What a reader sent, as it is judged and stored. */
interface Written extends SentComment {
  readonly token: string;
  /** Whether the author is to be told of replies. */
  readonly notify: boolean;
}

interface Placed {
  readonly articleId: string;
  readonly comment: Comment;
}

export interface NewComment {
  readonly viewer: Viewer;
  /** Id or slug of the story, or a slug that it had before. */
  readonly reference: string;
  readonly input: CommentInput;
  /** What of the comment is given back. */
  readonly selection: Selection;
  readonly now: Date;
}

export interface WrittenComment {
  readonly comment: Comment;
  /** Lets whoever holds it manage the comment. Only its hash is kept. */
  readonly token: string;
  /** What is left of the caller's rate limit, as headers. */
  readonly rateLimit: Readonly<Record<string, string>>;
}

/** Takes comments from readers. */
@Injectable()
export class CommentsService {
  constructor(
    private readonly plans: ReadPlans,
    private readonly lookup: ArticleLookup,
    private readonly moderation: ModerationService,
    private readonly ring: KeyRing,
    private readonly limits: RateLimits,
    private readonly activity: ActivityNotifier,
    private readonly database: Database,
    private readonly attacks: CommentAttacksService,
  ) {}

  /**
   * Adds a comment to a story that the reader can see. It is judged first. Then one statement, and so one transaction:
   * the comment, what was decided about it, the identity behind it, the count of replies and the entry in the activity
   * log are there together or not at all.
   * @throws DomainError RATE_LIMITED, ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, COMMENTS_CLOSED, COMMENTER_BANNED;
   * INVALID_INPUT for a `parentId` that is no approved comment of this story, and for faults that the reader has not
   * insisted on
   */
  async add(request: NewComment): Promise<WrittenComment> {
    const { limit, window } = COMMENT_RATE;
    const { viewer, input, now } = request;
    const rateLimit = await this.limits.consume('comments', addressKey(viewer.address), limit, window);
    const token = newToken();
    const written = {
      ...judged(input),
      ...{ id: uuidv7(), article: request.reference, viewer, now, token, notify: input.notify === true },
    };
    const { articleId, comment } = await this.place(written, request);
    await this.database.afterwards(async (isCommitted) => {
      if (!isCommitted) return;
      this.activity.touch();
      this.attacks.saw(articleId);
    });
    return { comment, token, rateLimit: { ...rateLimit } };
  }

  /** Tries the story by the name that it came with, then by the one that it has now. */
  private async place(written: Written, request: NewComment): Promise<Placed> {
    try {
      return await this.judgeAndInsert(written, request.selection);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'ARTICLE_NOT_FOUND')) throw error;
      const article = await this.lookup.currentSlug(request.reference, viewerClass(request.viewer));
      return this.judgeAndInsert({ ...written, article }, request.selection);
    }
  }

  private async judgeAndInsert(written: Written, selection: Selection): Promise<Placed> {
    const judgement = await this.database.apart(() => this.moderation.judge(written));
    const slots = { ...this.row(written), ...recordSlots(judgement, written) };
    const outcome = await this.insert(written, selection, slots);
    if (!outcome) throw articleNotFound();
    const { articleId, comment } = outcome;
    if (comment) return { articleId, comment };
    const detail = 'There is no such comment on this story to answer.';
    throw invalidInput([{ pointer: '/parentId', code: 'INVALID', detail }]);
  }

  private row({ viewer, ...written }: Written) {
    const network = networkOf(viewer.address);
    return {
      id: written.id,
      parent: written.parentId,
      name: written.name,
      website: written.website,
      avatar: this.ring.index('comment-avatar', canonicalEmail(written.email)).toString('hex').slice(0, 16),
      badges: badgesOf(viewer),
      text: written.text,
      html: written.html,
      now: written.now,
      token: tokenHash(written.token),
      notify: written.notify,
      emailCipher: this.ring.encrypt('comment-email', written.email),
      emailIndex: emailIndex(this.ring, written.email),
      addressCipher: network && this.ring.encrypt('comment-address', network),
      subject: accountIndex(this.ring, viewer),
    };
  }

  /** @returns null for a story that is not there, and no comment where the one that it answers is not */
  private async insert(
    { viewer, article }: Written,
    selection: Selection,
    slots: Readonly<Record<string, unknown>>,
  ): Promise<(Omit<Placed, 'comment'> & { readonly comment: Comment | null }) | null> {
    const byId = isUuid(article);
    // Only REST's selection is the program's own: names for statements are not for callers to use up.
    const fixed = selection === NEW_COMMENT;
    const answer = await this.plans.rest(
      {
        key: `add comment ${byId} ${fixed ? '' : JSON.stringify(selection)}`,
        viewer: viewerClass(viewer),
        selection,
        slots: { ...slots, reference: article },
        fixed,
        exact: true,
      },
      (chosen, read) => commentInsert(byId, chosen, read),
    );
    return answer && JSON.parse(answer.json);
  }
}

/** What moderation has to know of what a reader sent. */
const judged = (input: CommentInput) => ({
  kind: 'new' as const,
  parentId: input.parentId ?? null,
  name: input.name,
  email: input.email,
  website: input.website ?? null,
  text: input.body,
  html: commentHtml(input.body),
  form: { trap: input.subject || null, openedAt: input.openedAt ? new Date(input.openedAt) : null },
  challenge: input.challenge ?? null,
  insists: input.insist === true,
});

/**
 * What is known for sure of who writes. Whether somebody wrote the story is not: bylines and accounts are not connected.
 */
function badgesOf(viewer: Viewer): string[] {
  if (isStaff(viewer)) return ['staff'];
  return accountOf(viewer) === null ? [] : ['reader'];
}

/** All of a new comment, as REST gives it. */
export const NEW_COMMENT: Selection = withoutReplies(wholeSelection(Comment));
