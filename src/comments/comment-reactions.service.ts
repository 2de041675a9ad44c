import { Injectable } from '@nestjs/common';
import { ReaderCountsService } from '../articles/reader-counts.service.js';
import { visibleTo } from '../articles/visibility.js';
import { isUuid } from '../platform/api/uuid.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { Database, run } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { addressKey, type RateLimitHeaders, RateLimits } from '../platform/http/rate-limit.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { bestOf, controversyOf } from './comment-ranking.js';
import { readerOf } from './comment-reader.js';
import { ReactionValue } from './comment-reader.view.js';
import { commentNotFound } from './comment.errors.js';
import type { Reactions } from './comment.view.js';

/** Reactions that one address may send in a window, in seconds. */
const REACTION_RATE = { limit: 60, window: 60 } as const;

export interface Reaction {
  readonly viewer: Viewer;
  readonly id: string;
  readonly value: ReactionValue;
  readonly now: Date;
}

export interface Reacted {
  readonly reactions: Reactions;
  readonly mine: ReactionValue;
  /** What is left of the caller's rate limit, as headers. */
  readonly rateLimit: RateLimitHeaders | Record<string, never>;
}

/** Takes readers' reactions to comments. */
@Injectable()
export class CommentReactionsService {
  constructor(
    private readonly database: Database,
    private readonly limits: RateLimits,
    private readonly ring: KeyRing,
    private readonly counts: ReaderCountsService,
  ) {}

  /**
   * Sets the one reaction of a reader to an approved comment.
   * @throws DomainError RATE_LIMITED, COMMENT_NOT_FOUND
   */
  async react(reaction: Reaction): Promise<Reacted> {
    const { viewer } = reaction;
    const { limit, window } = REACTION_RATE;
    const rateLimit = await this.limits.consume('reactions', addressKey(viewer.address), limit, window);
    const { articleId, up, down } = await this.set(reaction);
    await this.database.afterwards(async (isCommitted) => {
      if (isCommitted) this.counts.touch(articleId);
    });
    return { reactions: { up, down }, mine: reaction.value, rateLimit };
  }

  /** Whoever reacts to a comment takes its row first, so that the statement that counts sees what was counted before. */
  private set({ viewer, id, value, now }: Reaction): Promise<{ articleId: string } & Reactions> {
    if (!isUuid(id)) throw commentNotFound();
    const row = { id, reader: readerOf(this.ring, id, viewer), value, now };
    const a = sql`art`;
    return this.database.transaction(async (tx) => {
      const locked = await run(
        tx,
        sql`select from comment c join article ${a} on ${a}.id = c.article_id
          where c.id = ${id}::uuid and c.status = 'approved' and ${visibleTo(viewerClass(viewer), a)}
          for no key update of c`,
      );
      if (locked.length === 0) throw commentNotFound();
      const [counted] = await run<{ articleId: string } & Reactions>(tx, countStatement(row));
      return counted as { articleId: string } & Reactions;
    });
  }
}

interface ReactionRow {
  readonly id: string;
  readonly reader: Buffer;
  readonly value: ReactionValue;
  readonly now: Date;
}

/** Keeps a reaction, and counts what it changes, in one statement. */
function countStatement({ id, reader, value, now }: ReactionRow): Sql {
  const up = sql`(c.reactions_up + changed.up)`;
  const down = sql`(c.reactions_down + changed.down)`;
  const mine = sql`comment_id = ${id}::uuid and reader = ${reader}::bytea`;
  return sql`with former as (
      select (select value from comment_reaction where ${mine}) as value
    ), changed as (
      select (${value} = 'up')::int - coalesce(value = 'up', false)::int as up,
        (${value} = 'down')::int - coalesce(value = 'down', false)::int as down from former
    ), taken_back as (
      delete from comment_reaction where ${mine} and ${value} = 'none'
    ), kept as (
      insert into comment_reaction as known (comment_id, reader, value, at)
      select ${id}::uuid, ${reader}::bytea, ${value}, ${now}::timestamptz where ${value} <> 'none'
      on conflict (comment_id, reader) do update set value = excluded.value, at = excluded.at
      where known.value <> excluded.value
    )
    update comment c set reactions_up = ${up}, reactions_down = ${down}, best = ${bestOf(up, down)},
      controversy = ${controversyOf(up, down)}
    from changed where c.id = ${id}::uuid
    returning c.article_id as "articleId", c.reactions_up as up, c.reactions_down as down`;
}
