import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BACKGROUND } from '../platform/background/background.js';
import { Every } from '../platform/background/every.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { raw, sql } from '../platform/database/sql.js';
import { chooseFor, takeTurn } from './related-choice.js';
import { profile } from './related-profile.js';
import { relatedTags } from './related.service.js';

const LOOK_EVERY_MS = 1_000;
/** An import under way adds to what is due all the time, and would have the same lists made over and over. */
const QUIET = raw(`interval '5 seconds'`);
/** But an import that never ends does not keep lists waiting for ever. */
const LONGEST = raw(`interval '1 hour'`);
/** Stories that are chosen for in one transaction. */
const CHUNK = 25;
/** Transactions at a time at the end of an import, which has nothing else to do. */
const LANES = 2;
/** Of a rebuild, and not come to yet: whoever chooses for it now would choose by old words. */
const IS_TO_BE_PROFILED = sql`(due.rebuilds and exists (select from article a where a.id = due.article_id and a.status = 'published')
  and not exists (select from related_profile p where p.article_id = due.article_id and p.made_at >= due.since))`;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Making out what stories are about, then choosing for them. */
export type WorkStep = 'profiled' | 'chosen';

interface WorkOptions {
  /** Transactions at a time. */
  readonly lanes?: number;
  readonly onProgress?: (step: WorkStep, stories: number) => void;
}

/**
 * Chooses related stories for those of which it was written down that it is due. What is due is a row of `related_due`,
 * written with the story and deleted with the choice, so nothing is forgotten, however the process ends: the next
 * import or any server goes on with it.
 */
@Injectable()
export class RelatedBacklogService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly turns = new Every(LOOK_EVERY_MS, () => this.workOffWhenQuiet(), RelatedBacklogService);
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (this.background) this.turns.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.turns.stop();
  }

  /**
   * Makes everything due that there is, from the words of the stories on, unless an earlier rebuild is not over: then
   * that one goes on.
   * @returns how many stories there are to do
   */
  async beginRebuild(): Promise<number> {
    return this.database.transaction(async (tx) => {
      await takeTurn(tx, 'alone');
      await run(
        tx,
        sql`insert into related_due (article_id, spreads, rebuilds) select id, false, true from article
          where status = 'published' and not exists (select from related_due where rebuilds)
          on conflict (article_id) do update set rebuilds = true, since = excluded.since`,
      );
      const [due] = await run<{ count: number }>(
        tx,
        sql`select count(*)::int as count from related_due where rebuilds`,
      );
      return due?.count ?? 0;
    });
  }

  /**
   * Chooses for everything that is due. Stops early when the application ends, or `signal` says so.
   * @param onProgress hears of each part of the work: so many stories whose words were made out, or that were chosen for
   */
  async workOff(signal?: AbortSignal, { lanes = LANES, onProgress }: WorkOptions = {}): Promise<void> {
    const mayGoOn = (): boolean => !this.stopped && !signal?.aborted;
    await this.profileAnew(mayGoOn, onProgress);
    const lane = async (): Promise<void> => {
      for (let done = 1; done > 0 && mayGoOn();) {
        done = await this.chooseSome();
        onProgress?.('chosen', done);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  private async workOffWhenQuiet(): Promise<void> {
    const [backlog] = await this.database.query<{ isReady: boolean }>(
      sql`select max(since) is not null and (coalesce(max(since) filter (where spreads) < now() - ${QUIET}, true)
        or min(since) < now() - ${LONGEST}) as "isReady" from related_due`,
    );
    if (backlog?.isReady) await this.workOff(undefined, { lanes: 1 });
  }

  /** Makes out what the stories of a rebuild are about, before any is chosen for: how rare a word is depends on all. */
  private async profileAnew(mayGoOn: () => boolean, onProgress: WorkOptions['onProgress']): Promise<void> {
    let last: string | undefined = FIRST_ID;
    while (last !== undefined && mayGoOn()) {
      const ids: string[] = await this.profileAfter(last);
      last = ids.at(-1);
      onProgress?.('profiled', ids.length);
    }
  }

  private profileAfter(last: string): Promise<string[]> {
    return this.database.transaction(async (tx) => {
      await takeTurn(tx, 'alone');
      const rows = await run<{ id: string }>(
        tx,
        sql`select due.article_id as id from related_due due
          where due.article_id > ${last}::uuid and ${IS_TO_BE_PROFILED}
          order by due.article_id limit ${CHUNK}`,
      );
      const ids = rows.map(({ id }) => id);
      if (ids.length > 0) await profile(tx, ids);
      return ids;
    });
  }

  private async chooseSome(): Promise<number> {
    return this.database.transaction(async (tx) => {
      await takeTurn(tx, 'beside');
      const due = await run<{ id: string; spreads: boolean }>(
        tx,
        sql`delete from related_due where article_id in (
            select due.article_id from related_due due where not ${IS_TO_BE_PROFILED}
            order by due.article_id desc limit ${CHUNK} for update skip locked)
          returning article_id as id, spreads`,
      );
      if (due.length === 0) return 0;
      const spreading = due.filter(({ spreads }) => spreads).map(({ id }) => id);
      const { changed, reached } = await chooseFor(
        tx,
        due.map(({ id }) => id),
        spreading,
      );
      await addDue(tx, reached);
      // No story changed, but what stands beside some: that is a subject of its own.
      const tags = relatedTags(changed);
      if (tags.length > 0) await this.changes.append(tx, [{ kind: 'related', subject: 'related', tags }]);
      return due.length;
    });
  }
}

/**
 * Adds stories to what is due, unless they are: also such as another transaction is just choosing for, which knows of
 * the same stories, and for which nobody must wait who is waited for.
 */
async function addDue(tx: EntityManager, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await run(
    tx,
    sql`insert into related_due (article_id, spreads)
      select near.id, false from unnest(${ids}::uuid[]) as near (id)
      where not exists (select from related_due due where due.article_id = near.id) order by near.id
      on conflict do nothing`,
  );
}
