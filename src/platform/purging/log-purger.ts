import { EVERYTHING } from '../cache/surrogate-key.js';
import { keyOf, tagOf } from '../cache/tag.js';
import type { FollowedLog, LogEntry } from '../following/followed-log.js';
import type { Follower } from '../following/followers.js';
import type { FollowerPosition } from '../following/follower-position.js';
import type { PurgeTarget } from './purge-target.js';

/**
 * When a purge is sent, in milliseconds after it was first sent. An answer may be on its way to the target while it is
 * purged: it was read before the change, or came from a process that had not heard of it yet, and is kept after the
 * purge. A second later nearly all such answers have arrived; the longest read, and a process that finds out that it
 * hears nothing, take ten.
 */
export const ROUNDS_MS = [0, 1_000, 15_000] as const;
/** Beyond so many entries at a time it is cheaper for everyone to purge everything. */
const MOST_ENTRIES = 1_000;
const LOOK_EVERY_MS = 1_000;

/** Keys that were read from the log and are not purged for the last time. */
interface Batch {
  readonly keys: ReadonlySet<string>;
  /** Sequence number of its last entry. */
  readonly upTo: number;
  /** How often it was purged. */
  rounds: number;
  /** When it was purged first (`performance.now()`). */
  firstAt?: number;
  /** When it is purged next. */
  dueAt: number;
}

export interface LogPurgerOptions {
  readonly log: FollowedLog;
  readonly target: Pick<PurgeTarget, 'rest' | 'purge'>;
  readonly position: Pick<FollowerPosition, 'hold' | 'settle' | 'release'>;
  /** Tags that every answer depends on, whatever it says. */
  readonly everywhere: ReadonlySet<string>;
}

/**
 * Purges one target of what one log makes untrue, in the order of the log. The position in the database moves when a
 * batch was purged for the last time, so that after a crash some purges are sent again and none is left out.
 */
export class LogPurger implements Follower {
  #batches: Batch[] = [];
  /** The last entry that was read; null when it is not known what the target holds. */
  #read: number | null = null;
  /** Whether the log surely has all that came after. */
  #isWhole = false;

  constructor(private readonly options: LogPurgerOptions) {}

  /** Purges what is due, when it is this process's turn. */
  async turn(signal: AbortSignal): Promise<number> {
    const held = await this.options.position.hold();
    if (!held) return LOOK_EVERY_MS;
    if (held.isNew) {
      this.#batches = [];
      this.#read = held.seq;
      this.#isWhole = false;
    }
    if (this.options.target.rest === 0) {
      // What was read and could not be purged comes first.
      if (this.#batches.every(({ rounds }) => rounds > 0)) await this.#readOn();
      await this.#purgeDue(signal);
    }
    return this.#wait();
  }

  async release(): Promise<void> {
    await this.options.position.release();
  }

  async #readOn(): Promise<void> {
    const after = this.#read;
    if (after === null || !(this.#isWhole || (await this.#hasAllSince(after)))) return this.#startOver();
    this.#isWhole = true;
    const entries = await this.options.log.read(after, MOST_ENTRIES);
    if (entries.length === MOST_ENTRIES) return this.#startOver();
    const last = entries.at(-1);
    if (last) this.#add(this.#keysOf(entries), last.seq);
  }

  /** Not when nobody followed the log for longer than its entries are kept. */
  async #hasAllSince(seq: number): Promise<boolean> {
    const { oldest } = await this.options.log.ends();
    return oldest <= seq + 1;
  }

  async #startOver(): Promise<void> {
    const { newest } = await this.options.log.ends();
    this.#batches = [];
    this.#isWhole = true;
    this.#add(new Set([EVERYTHING]), newest);
  }

  #add(keys: ReadonlySet<string>, upTo: number): void {
    this.#read = upTo;
    this.#batches.push({ keys, upTo, rounds: 0, dueAt: performance.now() });
  }

  #keysOf(entries: readonly LogEntry[]): ReadonlySet<string> {
    const tags = new Set(entries.flatMap((entry) => entry.tags));
    if ([...tags].some((tag) => this.options.everywhere.has(tag))) return new Set([EVERYTHING]);
    return new Set([...tags].map((tag) => keyOf(tagOf(tag))));
  }

  async #purgeDue(signal: AbortSignal): Promise<void> {
    const due = this.#batches.filter(({ dueAt }) => dueAt <= performance.now());
    if (due.length === 0) return;
    const sentAt = performance.now();
    const isPurged = await this.options.target.purge(new Set(due.flatMap(({ keys }) => [...keys])), signal);
    if (!isPurged) {
      // Who knows how long it takes.
      this.#isWhole = false;
      return;
    }
    for (const batch of due) {
      batch.firstAt ??= sentAt;
      batch.rounds += 1;
      batch.dueAt = batch.firstAt + (ROUNDS_MS[batch.rounds] ?? 0);
    }
    this.#settle();
  }

  #settle(): void {
    const left = this.#batches.findIndex(({ rounds }) => rounds < ROUNDS_MS.length);
    const done = this.#batches.splice(0, left === -1 ? this.#batches.length : left);
    const last = done.at(-1);
    if (last) this.options.position.settle(last.upTo);
  }

  #wait(): number {
    const { rest } = this.options.target;
    const now = performance.now();
    const dues = rest > 0 ? [rest] : this.#batches.map(({ dueAt }) => dueAt - now);
    return Math.max(0, Math.min(LOOK_EVERY_MS, ...dues));
  }
}
