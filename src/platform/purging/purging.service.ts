import { hash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ChangeListener } from '../changes/change-listener.js';
import { Database } from '../database/database.js';
import { Followers } from '../following/followers.js';
import { FollowedChanges } from './followed-changes.js';
import { FollowedCounters } from './followed-counters.js';
import type { FollowedLog } from '../following/followed-log.js';
import { FollowerPosition } from '../following/follower-position.js';
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

/**
 * Tells caches in front of the API what is no longer true. One process at a time does it for each target and log, and
 * any other goes on where it stood.
 */
@Injectable()
export class PurgingService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #followers: Followers;

  constructor(
    private readonly database: Database,
    listener: ChangeListener,
    @Inject(PURGING_OPTIONS) private readonly options: PurgingOptions,
  ) {
    this.#followers = new Followers(listener, new Logger(PurgingService.name));
  }

  onApplicationBootstrap(): void {
    this.#followers.start(this.#purgers());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#followers.stop();
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
}

/** The same in every process. Without the address itself, which may hold a secret. */
function followerName({ method, url }: PurgeAddress, log: FollowedLog): string {
  return `purge ${new URL(url).host} ${log.name} ${hash('sha256', `${method} ${url}`).slice(0, 16)}`;
}
