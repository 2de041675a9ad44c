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
/** How often a process looks, at all stories together that were commented on meanwhile. */
const LOOK_EVERY_MS = 1_000;

const SUBJECT = 'discussion';

/**
 * Notices when a discussion is flooded, from what is in the database, so that all processes agree. From then on its form
 * announces a challenge, and comments are not taken without.
 */
@Injectable()
export class CommentAttacksService implements ScheduleSource, OnApplicationShutdown {
  readonly #logger = new Logger(CommentAttacksService.name);
  readonly #pace = new Pace(LOOK_EVERY_MS, () => this.#begin());
  /** Stories that were commented on since the last look. */
  readonly #seen = new Set<string>();
  readonly #looks = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
    @Inject(CHALLENGE_OPTIONS) private readonly options: ChallengeOptions,
  ) {}

  /** To be called after a comment on a story was stored. Does not wait and does not throw. */
  saw(articleId: string): void {
    if (this.options.mode !== 'auto') return;
    this.#seen.add(articleId);
    this.#pace.touch(SUBJECT);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#pace.clear();
    await Promise.all(this.#looks);
  }

  #begin(): void {
    const articleIds = [...this.#seen];
    this.#seen.clear();
    const look = this.look(articleIds)
      .catch((error: unknown) => this.#logger.error(error))
      .finally(() => this.#looks.delete(look));
    this.#looks.add(look);
  }

  /** Writes down attacks where there are any, and lets everybody know of those that have just begun. */
  async look(articleIds: readonly string[]): Promise<void> {
    const stories = sql`article_id = any(${articleIds}::uuid[])`;
    const flooded = await this.database.query<{ id: string }>(sql`
      select article_id as id from (${more(this.options.attackRate, recent(stories))} union ${more(SPAM.most, spam(stories))}) f
      where not exists (select from comment_attack a where a.article_id = f.article_id and a.until > now() + ${RENEWED})`);
    for (const { id } of flooded) await this.#writeDown(id);
  }

  async #writeDown(articleId: string): Promise<void> {
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

/** The stories that more than so many of these rows are about. */
const more = (most: number, rows: Sql): Sql =>
  sql`select article_id from (${rows}) counted group by article_id having count(*) > ${most}::int`;

/**
 * Comments of the last minute, of the whole site: they are looked for by their ids, which begin with the time. There is no
 * index of stories and times that every comment would have to be written into.
 */
function recent(stories: Sql): Sql {
  const since = uuidv7({ msecs: Date.now() - RATE_WINDOW_MS, random: new Uint8Array(16), seq: 0 });
  return sql`select article_id from comment
    where id >= ${since}::uuid and created_at > now() - interval '1 minute' and ${stories}`;
}

/** Comments of the last minutes that moderation keeps out. */
const spam = (stories: Sql): Sql =>
  sql`select article_id from comment
    where status in ('spam', 'rejected') and created_at > now() - ${SPAM.minutes} and ${stories}`;
