import type { Database } from '../platform/database/database.js';
import { changesAfter, endsOfChanges } from '../platform/following/changes-after.js';
import type { Follower } from '../platform/following/followers.js';
import type { FollowerPosition } from '../platform/following/follower-position.js';
import type { FeedTopicsQuery } from './feed-topics.query.js';
import type { Hub } from './hub.js';

/**
 * How long a topic waits for further changes: so it is told of once a second at most, and caches in front, which are told of
 * a change at once, are ahead of the hub when it comes to fetch the feed.
 */
const GATHER_MS = 1_000;
const LOOK_EVERY_MS = 1_000;
const MOST_ENTRIES = 1_000;
/** With so many topics waiting nothing more is read. */
const MOST_TOPICS = 5_000;
/** After this time the position is taken anew, which is lost when it is not. */
const LONGEST_TURN_MS = 2_000;

/** A feed that is to be told of. */
interface Topic {
  /** When (`performance.now()`). */
  readonly dueAt: number;
  /** The last entry before the one that it changed with. */
  readonly before: number;
}

/**
 * Tells one hub which feeds changed, each once however often it changed meanwhile. The position in the database moves when
 * a hub took all that came up to there, so that after a crash some pings are sent again and none is left out.
 */
export class HubPinger implements Follower {
  readonly #waiting = new Map<string, Topic>();
  #read = 0;

  constructor(
    private readonly options: {
      readonly database: Database;
      readonly topics: FeedTopicsQuery;
      readonly hub: Pick<Hub, 'rest' | 'ping'>;
      readonly position: Pick<FollowerPosition, 'hold' | 'settle' | 'release'>;
    },
  ) {}

  async turn(signal: AbortSignal): Promise<number> {
    const { position, hub } = this.options;
    const held = await position.hold();
    if (!held) return LOOK_EVERY_MS;
    if (held.isNew) await this.#begin(held.seq);
    if (hub.rest > 0) return Math.min(hub.rest, LOOK_EVERY_MS);
    const isBehind = this.#waiting.size < MOST_TOPICS && (await this.#readOn());
    await this.#pingDue(signal);
    this.#settle();
    return isBehind ? 0 : this.#wait();
  }

  release(): Promise<void> {
    return this.options.position.release();
  }

  /** Where the last one stood. A new hub begins at the end; after a log that was cut nobody knows what changed. */
  async #begin(seq: number | null): Promise<void> {
    const { oldest, newest } = await endsOfChanges(this.options.database);
    this.#waiting.clear();
    this.#read = seq ?? newest;
    if (this.#read >= oldest - 1) return;
    this.#add(this.options.topics.latest());
    this.#read = newest;
  }

  /** @returns whether there is more */
  async #readOn(): Promise<boolean> {
    const changes = await changesAfter(this.options.database, this.#read, MOST_ENTRIES);
    const last = changes.at(-1);
    if (!last) return false;
    this.#add(await this.options.topics.of(changes));
    this.#read = last.seq;
    return changes.length === MOST_ENTRIES;
  }

  #add(topics: readonly string[]): void {
    const topic = { dueAt: performance.now() + GATHER_MS, before: this.#read };
    for (const url of topics) if (!this.#waiting.has(url)) this.#waiting.set(url, topic);
  }

  async #pingDue(signal: AbortSignal): Promise<void> {
    const endsAt = performance.now() + LONGEST_TURN_MS;
    for (const [url, { dueAt }] of this.#waiting) {
      const now = performance.now();
      if (dueAt > now || now > endsAt) return;
      if (!(await this.options.hub.ping(url, signal))) return;
      this.#waiting.delete(url);
    }
  }

  #settle(): void {
    // They are in the order in which they came.
    const [first] = this.#waiting.values();
    this.options.position.settle(first?.before ?? this.#read);
  }

  #wait(): number {
    const [first] = this.#waiting.values();
    const dueIn = first ? first.dueAt - performance.now() : LOOK_EVERY_MS;
    return Math.max(0, Math.min(dueIn, LOOK_EVERY_MS));
  }
}
