import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { articleNotFound } from '../articles/article.errors.js';
import { ArticleLookup } from '../articles/article-lookup.js';
import { isUuid } from '../platform/api/uuid.js';
import { ArticleRow } from '../articles/article-row.js';
import { visibleTo } from '../articles/visibility.js';
import { commentHtml } from '../body/comment-text.js';
import { invalidInput } from '../platform/api/errors.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { ActivityNotifier } from '../platform/changes/activity-notifier.js';
import { Database } from '../platform/database/database.js';
import { join, raw, Slot, sql, type Sql } from '../platform/database/sql.js';
import { addressKey, RateLimits } from '../platform/http/rate-limit.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { COMMENT_DEPTH } from './comment-limits.js';
import { newToken, tokenHash } from './comment-token.js';
import { commentsClosed } from '../moderation/moderation.errors.js';
import { subscribing } from '../notifications/subscribing.js';
import type { CommentInput } from './comment.inputs.js';
import { commentShape, isPublicComment, withoutReplies } from './comment.query.js';
import { Comment } from './comment.view.js';

/** Comments that one address may send in a window, in seconds. */
const COMMENT_RATE = { limit: 30, window: 60 } as const;

interface Outcome {
  readonly open: boolean;
  /** Null when the comment that is answered does not exist or is not public. */
  readonly comment: Comment | null;
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
    private readonly ring: KeyRing,
    private readonly limits: RateLimits,
    private readonly activity: ActivityNotifier,
    private readonly database: Database,
  ) {}

  /**
   * Adds a comment to a story that the reader can see. One statement, and so one transaction: the comment, the
   * identity behind it, the count of replies and the entry in the activity log are there together or not at all.
   * @throws DomainError RATE_LIMITED, ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, COMMENTS_CLOSED, INVALID_INPUT for a
   * `parentId` that is no public comment of this story
   */
  async add(request: NewComment): Promise<WrittenComment> {
    const { viewer } = request;
    const { limit, window } = COMMENT_RATE;
    const rateLimit = await this.limits.consume('comments', addressKey(viewer.address), limit, window);
    const token = newToken();
    const outcome = await this.place(request, token);
    if (!outcome.open) throw commentsClosed();
    if (!outcome.comment) {
      const detail = 'There is no such comment on this story to answer.';
      throw invalidInput([{ pointer: '/parentId', code: 'INVALID', detail }]);
    }
    await this.database.afterwards(async (isCommitted) => {
      if (isCommitted) this.activity.touch();
    });
    return { comment: outcome.comment, token, rateLimit: { ...rateLimit } };
  }

  /** Tries the story by the name that it came with, then by the one that it has now. */
  private async place(
    { viewer, reference, input, selection, now }: NewComment,
    token: string,
  ): Promise<Outcome> {
    const row = { ...this.row(viewer, input, token), now };
    const outcome = await this.insert(viewer, reference, selection, row);
    if (outcome) return outcome;
    const current = await this.lookup.currentSlug(reference, viewerClass(viewer));
    const moved = await this.insert(viewer, current, selection, row);
    if (!moved) throw articleNotFound();
    return moved;
  }

  private row(viewer: Viewer, input: CommentInput, token: string) {
    const email = input.email.toLowerCase();
    return {
      id: uuidv7(),
      parent: input.parentId ?? null,
      name: input.name,
      website: input.website ?? null,
      avatar: this.ring.index('comment-avatar', email).toString('hex').slice(0, 16),
      text: input.body,
      html: commentHtml(input.body),
      token: tokenHash(token),
      notify: input.notify ?? false,
      emailCipher: this.ring.encrypt('comment-email', input.email),
      emailIndex: this.ring.index('comment-email', email),
      addressCipher: this.ring.encrypt('comment-address', viewer.address),
      addressIndex: this.ring.index('comment-address', addressKey(viewer.address)),
    };
  }

  private async insert(
    viewer: Viewer,
    reference: string,
    selection: Selection,
    row: Readonly<Record<string, unknown>>,
  ): Promise<Outcome | null> {
    const byId = isUuid(reference);
    // Only REST's selection is the program's own: names for statements are not for callers to use up.
    const fixed = selection === NEW_COMMENT;
    const answer = await this.plans.rest(
      {
        key: `add comment ${byId} ${fixed ? '' : JSON.stringify(selection)}`,
        viewer: viewerClass(viewer),
        selection,
        slots: { ...row, reference },
        fixed,
        writes: true,
      },
      (chosen, read) => insertStatement(byId, chosen, read),
    );
    return answer && (JSON.parse(answer.json) as Outcome);
  }
}

/** All of a new comment, as REST gives it. */
export const NEW_COMMENT: Selection = withoutReplies(wholeSelection(Comment));

const slot = (name: string): Slot => new Slot(name);

/** The columns of a new comment and where their values come from. */
const COLUMNS: Readonly<Record<string, Sql>> = {
  id: sql`${slot('id')}::uuid`,
  article_id: sql`story.id`,
  // Below the deepest level a reply stands beside the comment it answers.
  parent_id: sql`case when answered.depth >= ${raw(String(COMMENT_DEPTH))} then answered.parent_id else answered.id end`,
  path: sql`coalesce(case when answered.depth >= ${raw(String(COMMENT_DEPTH))} then subpath(answered.path, 0, -1)
      else answered.path end, ''::ltree) || to_hex(nextval('comment_label'))`,
  // Not a coalesce around it: least() leaves nulls out and would give the deepest level to what answers nothing.
  depth: sql`case when answered.id is null then 0 else least(answered.depth + 1, ${raw(String(COMMENT_DEPTH))}) end`,
  author_name: sql`${slot('name')}::text`,
  author_website: sql`${slot('website')}::text`,
  avatar_seed: sql`${slot('avatar')}::text`,
  badges: sql`'{}'::text[]`,
  text: sql`${slot('text')}::text`,
  html: sql`${slot('html')}::text`,
  status: sql`case story.policy when 'open' then 'approved' else 'pending' end`,
  token_hash: sql`${slot('token')}::bytea`,
  created_at: sql`${slot('now')}::timestamptz`,
};

function insertStatement(byId: boolean, selection: Selection, read: ReadContext): Sql {
  const row = new ArticleRow(read);
  const key = byId ? sql`${row.a}.id` : sql`${row.a}.slug`;
  const c = sql`added`;
  return sql`with story as (
      select ${row.a}.id, coalesce(${row.a}.comment_policy, (select site.comment_policy from site)) as policy
      from article ${row.a} where ${key} = ${slot('reference')} and ${visibleTo(read.viewer, row.a)}
    ), answered as (
      select c.id, c.parent_id, c.path, c.depth from comment c, story
      where c.id = ${slot('parent')}::uuid and c.article_id = story.id and ${isPublicComment(sql`c`)}
    ), added as (
      insert into comment (${raw(Object.keys(COLUMNS).join(', '))})
      select ${join(Object.values(COLUMNS), ', ')} from story left join answered on true
      where story.policy <> 'closed' and (${slot('parent')}::uuid is null or answered.id is not null)
      returning *
    ), identified as (
      insert into comment_identity (comment_id, email_cipher, email_index, address_cipher, address_index)
      select added.id, ${slot('emailCipher')}::bytea, ${slot('emailIndex')}::bytea, ${slot('addressCipher')}::bytea,
        ${slot('addressIndex')}::bytea from added
    ), subscribed as (
      ${subscribing(c, sql`${slot('notify')}::boolean`)}
    ), counted as (
      update comment set reply_count = comment.reply_count + 1 from added
      where comment.id = added.parent_id and added.status = 'approved'
    ), logged as (
      insert into activity (kind, article_id, comment_id, comments)
      select case added.status when 'approved' then 'commentAdded' else 'commentHeld' end, added.article_id, added.id,
        case added.status when 'approved' then 1 else 0 end from added
    )
    select json_build_object(
      'open', story.policy <> 'closed',
      'comment', (select ${commentShape.json({ ...row, c }, selection, read)} from added, ${row.from()}
        where ${row.a}.id = added.article_id)
    )::text as json from story`;
}
