import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { sql } from '../database/sql.js';

/** Channel on which processes hear that readers did something. The payload is empty. */
export const ACTIVITY_CHANNEL = 'broadsheet_activity';

const NOTIFY_EVERY_MS = 200;

/**
 * Tells all processes that readers did something, at most every 200 ms whatever the crowd: a NOTIFY in each reader's
 * transaction would queue their commits. One that is lost with its process is made up for by the listeners'
 * heartbeat.
 */
@Injectable()
export class ActivityNotifier implements OnApplicationShutdown {
  private readonly logger = new Logger(ActivityNotifier.name);
  private timer: NodeJS.Timeout | null = null;
  private notBefore = 0;
  private sending: Promise<void> = Promise.resolve();

  constructor(private readonly database: Database) {}

  /** To be called after the commit of something that others follow. Does not wait and does not throw. */
  touch(): void {
    this.timer ??= setTimeout(() => this.send(), this.notBefore - performance.now());
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) {
      clearTimeout(this.timer);
      this.send();
    }
    await this.sending;
  }

  private send(): void {
    this.timer = null;
    this.notBefore = performance.now() + NOTIFY_EVERY_MS;
    const sent = this.database.query(sql`select pg_notify(${ACTIVITY_CHANNEL}, '')`);
    this.sending = sent.then(
      () => undefined,
      (error: unknown) => this.logger.error(error),
    );
  }
}
