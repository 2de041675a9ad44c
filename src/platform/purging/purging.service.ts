import { hash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ChangeListener } from '../changes/change-listener.js';
import { Database } from '../database/database.js';
import { Alarm } from './alarm.js';
import { FollowedChanges } from './followed-changes.js';
import { FollowedCounters } from './followed-counters.js';
import type { FollowedLog } from './followed-log.js';
import { FollowerPosition } from './follower-position.js';
import { LogPurger } from './log-purger.js';
import { type PurgeAddress, PurgeTarget } from './purge-target.js';

/** Injection token of `PurgingOptions`. */
export const PURGING_OPTIONS = Symbol('PURGING_OPTIONS');

export interface PurgingOptions {
  readonly targets: readonly PurgeAddress[];
  /** Sent with every purge, such as a token. */
  readonly headers: Readonly<Record<string, string>>;
  /** Tags that every answer depends on, whatever it says. */
  readonly everywhere: readonly string[];
}

const RETRY_MS = 1_000;

/**
 * Tells caches in front of the API what is no longer true. One process at a time does it for each target and log, and
 * any other goes on where it stood.
 */
@Injectable()
export class PurgingService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(PurgingService.name);
  readonly #stop = new AbortController();
  #alarms: readonly Alarm[] = [];
  #running: Promise<unknown> = Promise.resolve();
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly listener: ChangeListener,
    @Inject(PURGING_OPTIONS) private readonly options: PurgingOptions,
  ) {}

  onApplicationBootstrap(): void {
    const followers = this.#purgers().map((purger) => ({ purger, alarm: new Alarm() }));
    this.#alarms = followers.map(({ alarm }) => alarm);
    this.#unsubscribe = this.listener.subscribe(() => this.#ring());
    this.#running = Promise.all(followers.map(({ purger, alarm }) => this.#run(purger, alarm)));
  }

  async onApplicationShutdown(): Promise<void> {
    this.#unsubscribe();
    this.#stop.abort();
    this.#ring();
    await this.#running;
  }

  #ring(): void {
    for (const alarm of this.#alarms) alarm.ring();
  }

  #purgers(): LogPurger[] {
    const { targets, headers } = this.options;
    const everywhere = new Set(this.options.everywhere);
    const logs = [new FollowedChanges(this.database), new FollowedCounters(this.database)];
    return targets.flatMap((address) => {
      const target = new PurgeTarget(address, headers);
      return logs.map((log) => {
        const position = new FollowerPosition(this.database, followerName(address, log));
        return new LogPurger({ log, target, position, everywhere });
      });
    });
  }

  async #run(purger: LogPurger, alarm: Alarm): Promise<void> {
    const { signal } = this.#stop;
    let isFailing = false;
    while (!signal.aborted) {
      try {
        const wait = await purger.turn(signal);
        isFailing = false;
        await alarm.sleep(wait);
      } catch (error) {
        // Most likely the database is away: once is enough to be told.
        if (!isFailing) this.#logger.error(error);
        isFailing = true;
        await alarm.sleep(RETRY_MS);
      }
    }
    await purger.release().catch((error: unknown) => this.#logger.error(error));
  }
}

/** The same in every process. Without the address itself, which may hold a secret. */
function followerName({ method, url }: PurgeAddress, log: FollowedLog): string {
  return `purge ${new URL(url).host} ${log.name} ${hash('sha256', `${method} ${url}`).slice(0, 16)}`;
}
