import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BACKGROUND } from '../platform/background/background.js';
import { Every } from '../platform/background/every.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';

/** Injection token: seconds for which it is kept from which network a comment came. */
export const ADDRESS_KEPT = Symbol('ADDRESS_KEPT');

const FORGETTING_LOCK = 0x666f7267;
const LOOK_EVERY_MS = 60_000;
const BATCH = 1_000;

/** Forgets from which network comments came, when the time is over for which that is kept. */
@Injectable()
export class AddressForgettingService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly turns = new Every(LOOK_EVERY_MS, () => this.forgetDue(), AddressForgettingService);

  constructor(
    private readonly database: Database,
    @Inject(ADDRESS_KEPT) private readonly seconds: number,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (this.background) this.turns.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.turns.stop();
  }

  /** @returns how many were forgotten; none where another process is just at it */
  async forgetDue(): Promise<number> {
    let forgotten = 0;
    for (let last = BATCH; last === BATCH; forgotten += last) last = await this.forgetSome();
    return forgotten;
  }

  private forgetSome(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const [turn] = await run<{ mine: boolean }>(
        tx,
        sql`select pg_try_advisory_xact_lock(${FORGETTING_LOCK}) as mine`,
      );
      if (!turn?.mine) return 0;
      const forgotten = await run(
        tx,
        sql`update comment_identity set address_cipher = null
          where comment_id = any(array(select comment_id from comment_identity
            where address_cipher is not null and created_at < now() - make_interval(secs => ${this.seconds})
            order by created_at limit ${BATCH} for update skip locked))
          returning comment_id`,
      );
      return forgotten.length;
    });
  }
}
