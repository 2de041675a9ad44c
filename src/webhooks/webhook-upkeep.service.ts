import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BACKGROUND } from '../platform/background/background.js';
import { Every } from '../platform/background/every.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';

const LOOK_EVERY_MS = 60_000;
const KEPT = '30 days';
const BITE = 1_000;
/** Bites in a row: a minute later there are more. */
const BITES = 50;

/** Forgets deliveries that ended long ago, and secrets that hold no more. */
@Injectable()
export class WebhookUpkeepService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #turns = new Every(LOOK_EVERY_MS, () => this.tidy(), WebhookUpkeepService);

  constructor(
    private readonly database: Database,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (this.background) this.#turns.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#turns.stop();
  }

  async tidy(): Promise<void> {
    for (let bite = 0; bite < BITES; bite += 1) {
      const forgotten = await this.database.query(
        sql`delete from webhook_delivery where position = any(array(
            select position from webhook_delivery where ended_at < now() - ${KEPT}::interval
            order by ended_at limit ${BITE} for update skip locked)) returning 1`,
      );
      if (forgotten.length < BITE) break;
    }
    await this.database.query(
      sql`update webhook set former_secret_cipher = null, former_until = null where former_until < now()`,
    );
  }
}
