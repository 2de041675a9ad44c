import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ACTIVITY_CHANNEL } from './activity-notifier.js';
import { type Activity, ActivityReader } from './activity-reader.js';
import { BACKGROUND } from '../background/background.js';
import { CHANGE_CHANNEL } from './change-log.js';
import { type Change, ChangeReader } from './change-reader.js';
import { CounterReader } from './counter-reader.js';
import { Database } from '../database/database.js';
import { LOG_END } from '../database/log-position.js';
import { Listeners } from './listeners.js';
import { ListeningConnection } from './listening-connection.js';

/** Injection token of the database's URL. */
export const LISTENER_DATABASE_URL = Symbol('LISTENER_DATABASE_URL');

const CHANNELS = [CHANGE_CHANNEL, ACTIVITY_CHANNEL] as const;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const LONGEST_HEARING_MS = 250;

/**
 * Follows the logs for the whole process, on one connection, and hands on what is new: changes in their order and
 * without a gap, readers' activity once each. When the connection is lost it is made again, after waits that grow
 * from 0.1 s to 5 s; it listens first and then reads what it missed. Who keeps anything that a change makes untrue has
 * to let go of it while `listening` is false.
 *
 * Notifications only say that there is something to read. Every heartbeat reads too, so one that was never sent
 * (its process died after the commit) delays an entry by two seconds at most.
 *
 * It also says how far replicas must be to answer reads: as far as the primary was when entries were read, and at
 * every heartbeat.
 */
@Injectable()
export class ChangeListener implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(ChangeListener.name);
  readonly #changes = this.#listeners<[change: Change]>();
  readonly #activity = this.#listeners<[activity: Activity]>();
  readonly #counters = this.#listeners<[articleIds: readonly string[]]>();
  readonly #lost = this.#listeners<[]>();
  readonly #resumed = this.#listeners<[]>();
  readonly #changeReader = new ChangeReader();
  readonly #activityReader = new ActivityReader();
  readonly #counterReader = new CounterReader();
  readonly #stop = new AbortController();
  /** Channels that have something to read. */
  readonly #due = new Set<string>();
  #reading = false;
  /** The reads under way, or the last ones. Never rejects. */
  #reads: Promise<void> = Promise.resolve();
  #listening = false;
  #connection: ListeningConnection | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(LISTENER_DATABASE_URL) private readonly databaseUrl: string,
    @Inject(BACKGROUND) private readonly background: boolean,
    private readonly database: Database,
  ) {}

  /** Whether every change that was committed so far is known here, or will be within milliseconds. */
  get listening(): boolean {
    return this.#listening;
  }

  /** Sequence number of the last change that was handed on; null before the first connection. */
  get position(): number | null {
    return this.#changeReader.position;
  }

  /** A place in the log of readers' activity up to which everything has been handed on, ten seconds behind. */
  get settledActivity(): number {
    return this.#activityReader.settled;
  }

  /** How many follow changes or activity. */
  get subscriberCount(): number {
    return this.#changes.count + this.#activity.count;
  }

  /** Calls with every change from now on. @returns ends it */
  subscribe(listener: (change: Change) => void): () => void {
    return this.#changes.add(listener);
  }

  /** Calls with everything that readers do from now on. @returns ends it */
  subscribeActivity(listener: (activity: Activity) => void): () => void {
    return this.#activity.add(listener);
  }

  /**
   * Calls with the ids of what has other counters now, about once a second while there is anything. What is
   * counted while the connection is lost is not told. @returns ends it
   */
  subscribeCounters(listener: (articleIds: readonly string[]) => void): () => void {
    return this.#counters.add(listener);
  }

  /** Calls when `listening` turns false. @returns ends it */
  onLost(listener: () => void): () => void {
    return this.#lost.add(listener);
  }

  /** Calls when `listening` turns true, after everything that was missed has been handed on. @returns ends it */
  onResumed(listener: () => void): () => void {
    return this.#resumed.add(listener);
  }

  /**
   * Waits until everything that is committed by now has been handed on, for a quarter of a second at most. At once
   * where nobody listens.
   */
  async hear(): Promise<void> {
    this.#wake([CHANGE_CHANNEL]);
    if (!this.#listening) return;
    const late = new AbortController();
    const longest = pause(LONGEST_HEARING_MS, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([this.#reads, longest]);
    late.abort();
  }

  /** Waits for the first connection, or for its failure: then it goes on trying. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.background) return;
    await new Promise<void>((begun) => {
      this.#running = this.#run(begun);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#connection?.close();
    await this.#running;
  }

  async #run(begun: () => void): Promise<void> {
    const { signal } = this.#stop;
    let wait = FIRST_WAIT_MS;
    while (!signal.aborted) {
      const reason = await this.#session(() => {
        wait = FIRST_WAIT_MS;
        begun();
      });
      begun();
      if (signal.aborted) return;
      this.#logger.warn(`Not listening to the database: ${reason.message}. Next try in ${wait} ms.`);
      await pause(wait, undefined, { signal }).catch(() => undefined);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  /** One connection, from its beginning to its end. Gives the reason of the end and does not throw. */
  async #session(begun: () => void): Promise<Error> {
    const connection = new ListeningConnection({
      url: this.databaseUrl,
      channels: CHANNELS,
      onNotification: (channel) => this.#wake([channel]),
      onHeartbeat: () => this.#wake(CHANNELS),
    });
    this.#connection = connection;
    try {
      await connection.open();
      await this.#changeReader.begin(connection);
      await this.#activityReader.begin(connection);
      await this.#counterReader.begin(connection);
      for (const channel of CHANNELS) this.#due.add(channel);
      await this.#read(connection);
      if (this.#stop.signal.aborted) return new Error('Stopped');
      this.#setListening(true);
      begun();
      // What was notified since the last look.
      this.#wake([]);
      return await connection.lost;
    } catch (error) {
      return error as Error;
    } finally {
      this.#setListening(false);
      await connection.close();
    }
  }

  #setListening(listening: boolean): void {
    if (this.#listening === listening) return;
    this.#listening = listening;
    this.database.replicas.follow(listening);
    (listening ? this.#resumed : this.#lost).emit();
  }

  #wake(channels: readonly string[]): void {
    for (const channel of channels) this.#due.add(channel);
    const connection = this.#connection;
    if (!this.#listening || this.#reading || !connection) return;
    this.#reads = this.#read(connection).catch((error: unknown) => connection.giveUp(error as Error));
  }

  /** Hands on everything there is, until nothing is due. Never runs twice at a time. */
  async #read(connection: ListeningConnection): Promise<void> {
    this.#reading = true;
    try {
      while (this.#due.size > 0) {
        if (this.#due.delete(CHANGE_CHANNEL)) {
          await handOn(() => this.#visible(connection, this.#changeReader), this.#changes);
        }
        if (this.#due.delete(ACTIVITY_CHANNEL)) {
          await handOn(() => this.#visible(connection, this.#activityReader), this.#activity);
          await handOn(() => this.#visible(connection, this.#counterReader), this.#counters);
        }
      }
    } finally {
      this.#reading = false;
    }
  }

  /** The next entries, once no read of this process can be answered by a replica that does not have them. */
  async #visible<Entry>(
    connection: ListeningConnection,
    reader: { read(connection: ListeningConnection): Promise<Entry[]> },
  ): Promise<Entry[]> {
    const entries = await reader.read(connection);
    if (this.database.replicas.all.length > 0) this.database.mustSee(await logEnd(connection));
    return entries;
  }

  #listeners<Event extends readonly unknown[]>(): Listeners<Event> {
    return new Listeners((error) => this.#logger.error(error));
  }
}

/** Where the log ends: past everything that the connection has read. */
async function logEnd(connection: ListeningConnection): Promise<string> {
  const [row] = await connection.query<{ position: string }>(LOG_END);
  return row?.position ?? '';
}

async function handOn<Entry>(
  read: () => Promise<Entry[]>,
  listeners: Listeners<readonly [Entry]>,
): Promise<void> {
  for (let entries = await read(); entries.length > 0; entries = await read()) {
    for (const entry of entries) listeners.emit(entry);
  }
}
