import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { visibleTo } from '../articles/visibility.js';
import { isUuid } from '../platform/api/uuid.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { addressKey, type RateLimitHeaders, RateLimits } from '../platform/http/rate-limit.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { lockComments } from './comment-locks.js';
import { readerOf } from './comment-reader.js';
import type { CommentFlagInput } from './comment-reader.inputs.js';
import { COMMENT_RULES, type CommentRules } from './comment-rules.module.js';
import { CommentStandingService } from './comment-standing.service.js';
import { commentNotFound } from './comment.errors.js';

/** Flags that one address may send in a window, in seconds. */
const FLAG_RATE = { limit: 20, window: 60 } as const;

export interface Flag {
  readonly viewer: Viewer;
  readonly id: string;
  readonly input: CommentFlagInput;
  readonly now: Date;
}

/** Takes down what readers tell the moderators of comments. Nothing of it is public. */
@Injectable()
export class CommentFlagsService {
  constructor(
    private readonly database: Database,
    private readonly standing: CommentStandingService,
    private readonly limits: RateLimits,
    private readonly ring: KeyRing,
    @Inject(COMMENT_RULES) private readonly rules: CommentRules,
  ) {}

  /**
   * Flags an approved comment; a reader's second flag changes nothing. Where enough readers did, it waits for a moderator.
   * @returns what is left of the caller's rate limit, as headers
   * @throws DomainError RATE_LIMITED, COMMENT_NOT_FOUND
   */
  async flag(flag: Flag): Promise<RateLimitHeaders | Record<string, never>> {
    const { viewer } = flag;
    const { limit, window } = FLAG_RATE;
    const headers = await this.limits.consume('flags', addressKey(viewer.address), limit, window);
    if (!isUuid(flag.id)) throw commentNotFound();
    await this.database.transaction((tx) => this.take(tx, flag));
    return headers;
  }

  private async take(tx: EntityManager, { viewer, id, input, now }: Flag): Promise<void> {
    const a = sql`art`;
    const visible = await run(
      tx,
      sql`select from comment c join article ${a} on ${a}.id = c.article_id
        where c.id = ${id}::uuid and c.status = 'approved' and ${visibleTo(viewerClass(viewer), a)}`,
    );
    const [comment] = visible.length > 0 ? await lockComments(tx, [id]) : [];
    if (comment?.status !== 'approved') throw commentNotFound();
    const added = await run(
      tx,
      sql`insert into comment_flag (comment_id, reader, reason, note, at)
        values (${id}, ${readerOf(this.ring, id, viewer)}, ${input.reason}, ${input.note ?? null}, ${now})
        on conflict do nothing returning reader`,
    );
    if (added.length === 0) return;
    // Counted since a moderator last let it stand.
    const [flagged] = await run<{ flags: number }>(
      tx,
      sql`update comment set flag_count = flag_count + 1 where id = ${id} returning flag_count as flags`,
    );
    if ((flagged?.flags ?? 0) < this.rules.flagsToHold) return;
    const mover = { source: 'system', actor: 'flags', now } as const;
    await this.standing.move(tx, [{ comment, to: 'pending', verdict: 'hold', reason: 'flags' }], mover);
  }
}
