import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { BACKGROUND } from '../platform/background/background.js';
import { Every } from '../platform/background/every.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { MOST_DOMAINS, OTHER_DOMAINS } from './visit-batch.js';
import { VisitSaltsService } from './visit-salts.service.js';

const FORGET_EVERY_MS = 60_000;
/** For visits that are written down just after midnight. */
const GRACE = '1 minute';
/** A batch is tried again for as long as its process lives, in which the database is seldom away for so long. */
const BATCHES_KEPT = '6 hours';
/** The longest time for which one can ask what was shared most. */
const HOURS_KEPT = '31 days';

/** Destroys what a day's visitors could be known by when the day is over, and clears away what nobody asks for any more. */
@Injectable()
export class VisitForgettingService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly turns = new Every(FORGET_EVERY_MS, () => this.forget(), VisitForgettingService);

  constructor(
    private readonly database: Database,
    private readonly salts: VisitSaltsService,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (this.background) this.turns.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.turns.stop();
  }

  async forget(): Promise<void> {
    const firstDay = sql`((now() - ${GRACE}::interval) at time zone 'UTC')::date`;
    const ended = await this.database.query(
      sql`delete from visit_salt where day < ${firstDay} returning day`,
    );
    this.salts.forget();
    await this.database.query(sql`delete from share_visitor where day < ${firstDay}`);
    await this.database.query(sql`delete from share_batch where at < now() - ${BATCHES_KEPT}::interval`);
    await this.database.query(sql`delete from share_hour where hour < now() - ${HOURS_KEPT}::interval`);
    if (ended.length > 0) await this.endDay();
  }

  /** What goes through a whole table is done once a day, by the process that destroyed the salt. */
  private async endDay(): Promise<void> {
    await this.database.query(sql`delete from share_unique
      where not exists (select from article where id = subject_id)
        and not exists (select from placement where id = subject_id)`);
    // Makes room for the sites that many come from, where somebody has made up hundreds.
    await this.database.query(sql`with rare as (
        delete from share_referrer where visits = 1 and code in (
          select code from share_referrer group by code having count(*) >= ${MOST_DOMAINS}::int)
        returning code, visits
      )
      insert into share_referrer as known (code, domain, visits)
      select code, ${OTHER_DOMAINS}, sum(visits) from rare group by code order by code
      on conflict (code, domain) do update set visits = known.visits + excluded.visits`);
  }
}
