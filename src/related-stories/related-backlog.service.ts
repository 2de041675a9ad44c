import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { BACKGROUND } from '../platform/background/background.js';
import { Every } from '../platform/background/every.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { raw, sql } from '../platform/database/sql.js';
import { chooseFor, neighboursOf, takeTurn } from './related-choice.js';
import { relatedTags } from './related.service.js';

const LOOK_EVERY_MS = 1_000;
/** An import under way adds to what is due all the time, and would have the same lists made over and over. */
const QUIET = raw(`interval '5 seconds'`);
/** But an import that never ends does not keep lists waiting for ever. */
const LONGEST = raw(`interval '1 hour'`);
/** Stories that are chosen for in one transaction. */
const CHUNK = 100;
/** Transactions at a time at the end of an import, which has nothing else to do. */
const LANES = 2;

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

  /** Chooses for everything that is due. Stops early when the application ends, or `signal` says so. */
  async workOff(signal?: AbortSignal, lanes = LANES): Promise<void> {
    const mayGoOn = (): boolean => !this.stopped && !signal?.aborted;
    if (mayGoOn()) await this.spread();
    const lane = async (): Promise<void> => {
      while (mayGoOn() && (await this.chooseSome()) > 0);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  private async workOffWhenQuiet(): Promise<void> {
    const [backlog] = await this.database.query<{ isReady: boolean }>(
      sql`select max(since) < now() - ${QUIET} or min(since) < now() - ${LONGEST} as "isReady" from related_due`,
    );
    if (backlog?.isReady) await this.workOff(undefined, 1);
  }

  /** Adds the stories beside which those that were saved may now belong: once for all of them together. */
  private async spread(): Promise<void> {
    await this.database.transaction(async (tx) => {
      await takeTurn(tx, 'alone');
      await run(
        tx,
        sql`with saved as (update related_due set spreads = false where spreads returning article_id)
          insert into related_due (article_id, spreads)
          select id, false from (${neighboursOf(sql`select article_id from saved`)}) near
          on conflict do nothing`,
      );
    });
  }

  private async chooseSome(): Promise<number> {
    return this.database.transaction(async (tx) => {
      await takeTurn(tx, 'beside');
      const due = await run<{ id: string }>(
        tx,
        sql`delete from related_due where article_id in (
            select article_id from related_due order by article_id desc limit ${CHUNK}
            for update skip locked)
          returning article_id as id`,
      );
      if (due.length > 0) {
        const ids = due.map(({ id }) => id);
        const tags = relatedTags(await chooseFor(tx, ids));
        // No story changed, but what stands beside some: that is a subject of its own.
        if (tags.length > 0) await this.changes.append(tx, [{ kind: 'related', subject: 'related', tags }]);
      }
      return due.length;
    });
  }
}
