import type { Logger } from '@nestjs/common';
import type { ChangeListener } from '../changes/change-listener.js';
import { Alarm } from './alarm.js';

/** Follows a log in turns, as long as it is the turn of this process. */
export interface Follower {
  /**
   * Does what is due.
   * @returns milliseconds after which to look again, unless the log grows before
   * @throws what the database throws
   */
  turn(signal: AbortSignal): Promise<number>;
  /** Ends the turn of this process. */
  release(): Promise<void>;
}

const RETRY_MS = 1_000;

/** Keeps followers at work from the start of a process to its end. */
export class Followers {
  readonly #stop = new AbortController();
  #alarms: readonly Alarm[] = [];
  #running: Promise<unknown> = Promise.resolve();
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly listener: ChangeListener,
    private readonly logger: Logger,
  ) {}

  start(followers: readonly Follower[]): void {
    const woken = followers.map((follower) => ({ follower, alarm: new Alarm() }));
    this.#alarms = woken.map(({ alarm }) => alarm);
    this.#unsubscribe = this.listener.subscribe(() => this.#ring());
    this.#running = Promise.all(woken.map(({ follower, alarm }) => this.#run(follower, alarm)));
  }

  /** Ends their turns, so that another process goes on at once. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stop.abort();
    this.#ring();
    await this.#running;
  }

  #ring(): void {
    for (const alarm of this.#alarms) alarm.ring();
  }

  async #run(follower: Follower, alarm: Alarm): Promise<void> {
    const { signal } = this.#stop;
    let isFailing = false;
    while (!signal.aborted) {
      try {
        const wait = await follower.turn(signal);
        isFailing = false;
        await alarm.sleep(wait);
      } catch (error) {
        // Most likely the database is away: once is enough to be told.
        if (!isFailing) this.logger.error(error);
        isFailing = true;
        await alarm.sleep(RETRY_MS);
      }
    }
    await follower.release().catch((error: unknown) => this.logger.error(error));
  }
}
