import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BACKGROUND } from '../background/background.js';
import { Every } from '../background/every.js';
import { Database } from '../database/database.js';
import { sql } from '../database/sql.js';

/** Days that entries of the change log are kept. */
export const LOG_DAYS = 90;
const LOOK_EVERY_MS = 3_600_000;
const BATCH = 10_000;

/** Cuts the change log: those who follow it have ninety days to come back. */
@Injectable()
export class ChangeRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly turns = new Every(LOOK_EVERY_MS, () => this.cut(), ChangeRetention);

  constructor(
    private readonly database: Database,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (this.background) this.turns.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.turns.stop();
  }

  /**
   * Removes what is too old, from the beginning on: what is left has no gaps. The newest entry stays, as those who have read
   * it are up to date however old it is.
   * @returns how many entries
   */
  async cut(): Promise<number> {
    let all = 0;
    for (let last = BATCH; last === BATCH; all += last) {
      const [row] = await this.database.query<{ cut: number }>(sql`with oldest as materialized (
          select seq, at < now() - make_interval(days => ${LOG_DAYS}) as is_old from change order by seq limit ${BATCH}
        ), cut as (
          delete from change where seq in (select seq from oldest where is_old
            and seq < coalesce((select min(seq) from oldest where not is_old), (select max(seq) from change))) returning 1
        )
        select count(*)::int as cut from cut`);
      last = row?.cut ?? 0;
    }
    return all;
  }
}
