import { hash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ChangeListener } from '../platform/changes/change-listener.js';
import { Database } from '../platform/database/database.js';
import { FollowerPosition } from '../platform/following/follower-position.js';
import { Followers } from '../platform/following/followers.js';
import { FEED_OPTIONS, type FeedOptions } from './feed-options.js';
import { FeedTopicsQuery } from './feed-topics.query.js';
import { HubPinger } from './hub-pinger.js';
import { Hub } from './hub.js';

/**
 * Tells WebSub hubs (https://www.w3.org/TR/websub/) which feeds changed. One process at a time does it for each hub, and any
 * other goes on where it stood.
 */
@Injectable()
export class HubsService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #followers: Followers;

  constructor(
    private readonly database: Database,
    private readonly topics: FeedTopicsQuery,
    listener: ChangeListener,
    @Inject(FEED_OPTIONS) private readonly options: FeedOptions,
  ) {
    this.#followers = new Followers(listener, new Logger(HubsService.name));
  }

  onApplicationBootstrap(): void {
    const { hubs, background } = this.options;
    if (background) this.#followers.start(hubs.map((url) => this.#pinger(url)));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#followers.stop();
  }

  #pinger(url: string): HubPinger {
    const { database, topics } = this;
    // The same in every process, and without the address, which may hold a secret.
    const name = `websub ${new URL(url).host} ${hash('sha256', url).slice(0, 16)}`;
    return new HubPinger({
      database,
      topics,
      hub: new Hub(url),
      position: new FollowerPosition(database, name),
    });
  }
}
