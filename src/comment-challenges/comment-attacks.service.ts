import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Pace } from '../platform/cache/pace.js';
import type { ScheduleSource, Turn } from '../platform/cache/schedule.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import type { Change } from '../platform/changes/change-reader.js';
import { Database, run } from '../platform/database/database.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';
import { CHALLENGE_OPTIONS, type ChallengeOptions } from './challenge-options.js';

const RATE_WINDOW_MS = 60_000;
/** More spam than this is an attack, too, in so many minutes. */
const SPAM = { most: 10, minutes: raw(`interval '5 minutes'`) } as const;
/** How long challenges are asked for since an attack was last seen. */
const LASTS = raw(`interval '10 minutes'`);
/** One that goes on is written down again when so much of that is left: not with every look. */
const RENEWED = raw(`interval '5 minutes'`);
/** How often one story is looked at. */
const LOOK_EVERY_MS = 1_000;

const SUBJECT = 'discussion';

/**
 * Notices when a discussion is flooded, from what is in the database, so that all processes agree. From then on its form
 * announces a challenge, and comments are not taken without.
 */
@Injectable()
export class CommentAttacksService implements ScheduleSource, OnApplicationShutdown {
  readonly #logger = new Logger(CommentAttacksService.name);
  readonly #pace = new Pace(LOOK_EVERY_MS, (articleId) => this.#begin(articleId));
  readonly #looks = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
    @Inject(CHALLENGE_OPTIONS) private readonly options: ChallengeOptions,
  ) {}

  /** To be called after a comment on a story was stored. Does not wait and does not throw. */
  saw(articleId: string): void {
    if (this.options.mode === 'auto') this.#pace.touch(articleId);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#pace.clear();
    await Promise.all(this.#looks);
  }

  #begin(articleId: string): void {
    const look = this.look(articleId)
      .catch((error: unknown) => this.#logger.error(error))
      .finally(() => this.#looks.delete(look));
    this.#looks.add(look);
  }

  /** Writes down an attack where there is one, and lets everybody know when it has just begun. */
  async look(articleId: string): Promise<void> {
    const [seen] = await this.database.query<{ isNew: boolean }>(sql`select
        (${this.more(this.options.attackRate, this.recent(articleId))} or ${this.more(SPAM.most, spam(articleId))})
        and not exists (select from comment_attack where article_id = ${articleId} and until > now() + ${RENEWED}) as "isNew"`);
    if (!seen?.isNew) return;
    await this.database.transaction(async (tx) => {
      const [former] = await run<{ goesOn: boolean }>(
        tx,
        sql`select until > now() as "goesOn" from comment_attack where article_id = ${articleId}::uuid for update`,
      );
      await run(
        tx,
        sql`insert into comment_attack (article_id, until) values (${articleId}::uuid, now() + ${LASTS})
          on conflict (article_id) do update set until = excluded.until`,
      );
      if (former?.goesOn) return;
      const tags = [`article:${articleId}`, 'any:article'];
      await this.changes.append(tx, [{ kind: 'attacked', subject: SUBJECT, subjectId: articleId, tags }]);
    });
  }

  /** Whether there are more than so many of these rows. No more of them are looked at. */
  private more(most: number, rows: Sql): Sql {
    return sql`(select count(*) > ${most}::int from (${rows} limit ${most}::int + 1) counted)`;
  }

  /**
   * Comments of the last minute. They are looked for by their ids, which begin with the time: there is no index for it
   * that every comment would have to be written into.
   */
  private recent(articleId: string): Sql {
    const since = uuidv7({ msecs: Date.now() - RATE_WINDOW_MS, random: new Uint8Array(16), seq: 0 });
    return sql`select from comment where id >= ${since}::uuid and article_id = ${articleId}::uuid
      and created_at > now() - interval '1 minute' order by id desc`;
  }

  upcoming(limit: number): Promise<Turn[]> {
    return this.turns(sql`true`, limit);
  }

  async of(changes: readonly Change[]): Promise<Turn[]> {
    const ids = changes.flatMap(({ subject, subjectId }) => (subject === SUBJECT ? (subjectId ?? []) : []));
    return ids.length === 0 ? [] : this.turns(sql`article_id = any(${ids}::uuid[])`, ids.length);
  }

  /** When attacks are over, and forms cease to announce a challenge. */
  private turns(where: Sql, limit: number): Promise<Turn[]> {
    return this.database.query<Turn>(sql`
      select (extract(epoch from until - now()) * 1000)::float8 as "inMs", array['article:' || article_id] as tags
      from comment_attack where until > now() and ${where} order by until limit ${limit}::int`);
  }
}

/** Comments of the last minutes that moderation keeps out. */
const spam = (articleId: string): Sql =>
  sql`select from comment where status in ('spam', 'rejected') and created_at > now() - ${SPAM.minutes}
    and article_id = ${articleId}::uuid`;
