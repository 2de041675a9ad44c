import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { sectionTagsOf } from '../articles/article-tags.js';
import { isPublic } from '../articles/visibility.js';
import { BACKGROUND } from '../platform/background/background.js';
import { Every } from '../platform/background/every.js';
import { ChangeLog, type NewChange } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';

const LOOK_EVERY_MS = 1_000;
const EMBARGO_LOCK = 0x656d6267;

/**
 * Announces the ends of embargoes in the change log, for partners who follow it: visibility itself follows the clock.
 *
 * Partners have few different embargoes. For each it is kept up to when the stories were announced, and a turn takes those
 * that were published that much before the time since. A story that is published late, with a time of before, is in no turn:
 * its own entry in the log comes when partners see it already.
 */
@Injectable()
export class EmbargoTurnsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly turns = new Every(LOOK_EVERY_MS, () => this.announce(), EmbargoTurnsService);

  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (this.background) this.turns.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.turns.stop();
  }

  /** Announces what is due by the clock of the database, once, whichever process comes first. */
  async announce(): Promise<void> {
    const [waiting] = await this.database.query(sql`select 1 from ${dueTurns} limit 1`);
    if (!waiting) return;
    await this.database.transaction(async (tx) => {
      const [turn] = await run<{ mine: boolean }>(
        tx,
        sql`select pg_try_advisory_xact_lock(${EMBARGO_LOCK}) as mine`,
      );
      if (turn?.mine) await this.changes.append(tx, await takeTurns(tx));
    });
  }
}

/** Embargoes that there are: of partners, and 0 for those that stories have of their own. */
const embargoes = sql`(select 0 as minutes union select embargo_minutes from partner)`;

/** Stories whose embargo ended since the last turn, with how long it was. */
const dueTurns = sql`(
  select t.minutes, a.id, a.publish_at + make_interval(mins => t.minutes) as due_at
    from embargo_turn t join article a on a.publish_at > t.announced_until - make_interval(mins => t.minutes)
      and a.publish_at <= now() - make_interval(mins => t.minutes) and ${isPublic(sql`a`)}
    where t.minutes > 0 and exists (select 1 from partner where embargo_minutes = t.minutes)
  union all
  select 0, a.id, a.rights_embargo_until from embargo_turn t join article a
      on a.rights_embargo_until > t.announced_until and a.rights_embargo_until <= now() and ${isPublic(sql`a`)}
    where t.minutes = 0
)`;

async function takeTurns(tx: EntityManager): Promise<NewChange[]> {
  const due = await run<NewChange>(tx, entries);
  await run(tx, sql`update embargo_turn set announced_until = greatest(announced_until, now())`);
  return due;
}

const entries: Sql = sql`select 'ended' as kind, 'embargo' as subject, a.id as "subjectId", a.version, a.slug,
    array['embargo:' || due.minutes] || ${sectionTagsOf(sql`s`)} as tags
  from ${dueTurns} due join article a on a.id = due.id join section s on s.id = a.section_id
  order by due.due_at, a.id`;

/** Begins to announce the ends of embargoes that nobody had before. To be called by whoever makes one. */
export const followEmbargoes = (tx: EntityManager): Promise<unknown> =>
  run(
    tx,
    sql`insert into embargo_turn (minutes, announced_until) select minutes, now() from ${embargoes} e
    on conflict (minutes) do nothing`,
  );
