import type { Change } from '../changes/change-reader.js';
import { impliedBy } from './change-tags.js';
import { type Tag, tagOf } from './tag.js';

/** A moment at which the clock alone makes answers untrue: something becomes visible, or ceases to be. */
export interface Turn {
  /** Milliseconds from the moment of the statement that found it, by the database's clock; negative when it is past. */
  readonly inMs: number;
  readonly tags: readonly string[];
}

/** Knows what the clock will do. */
export interface ScheduleSource {
  /** The next turns in the order of time, at most `limit`. */
  upcoming(limit: number): Promise<Turn[]>;
  /** The turns of the things that were changed, from the time of the change on. */
  of(changes: readonly Change[]): Promise<Turn[]>;
}

/** Turns as they were looked up. */
export interface FoundTurns {
  readonly turns: readonly Turn[];
  /** When the statement was sent that found them (`performance.now()`). */
  readonly sent: number;
  /** When its answer came. */
  readonly received: number;
}

/**
 * By how much the clock of a replica may be behind, or that of the database be set back, before an answer is kept that
 * was made too early.
 */
const TOLERANCE_MS = 2_000;

interface Due {
  /** By the clock of this process (`performance.now()`). */
  readonly at: number;
  readonly tags: readonly Tag[];
}

/**
 * The turns that are known, each evicted when its time comes.
 *
 * Nobody knows the database's clock to the millisecond: the moment that a statement called `now` lies between its
 * sending and its answer. So a turn is evicted at its earliest time, from which on old answers may be untrue, and at its
 * latest, since an answer that was made in between may have been made just before it; and once more a little later, for
 * clocks that are not quite right.
 */
export class Schedule {
  /** In the order of time. */
  #dues: Due[] = [];
  #next = Number.POSITIVE_INFINITY;
  /** Up to when turns are known. */
  #end = Number.POSITIVE_INFINITY;
  /** The first turn of each tag. */
  readonly #byTag = new Map<Tag, number>();
  #version = 0;

  constructor(private readonly evict: (tags: readonly Tag[]) => void) {}

  add(found: FoundTurns): void {
    if (found.turns.length === 0) return;
    this.#dues.push(...duesOf(found));
    this.#settle();
    this.pass();
  }

  /**
   * Takes these for all there are, beside what is still to be evicted of those that just came.
   * @param end up to when they are known (`performance.now()`); infinity when there are no more
   */
  replace(found: readonly FoundTurns[], end: number): void {
    this.pass();
    const recent = performance.now() + TOLERANCE_MS;
    this.#dues = [...this.#dues.filter(({ at }) => at <= recent), ...found.flatMap(duesOf)];
    this.#end = end;
    this.#settle();
    this.pass();
  }

  clear(): void {
    this.#dues = [];
    this.#end = Number.POSITIVE_INFINITY;
    this.#settle();
  }

  /** Counts the times that the turns became others. */
  get version(): number {
    return this.#version;
  }

  /** When the first of these comes (`performance.now()`), as far as is known; infinity when none is planned. */
  firstOf(tags: Iterable<Tag>): number {
    let first = this.#end;
    if (this.#byTag.size === 0) return first;
    for (const tag of tags) first = Math.min(first, this.#byTag.get(tag) ?? first);
    return first;
  }

  /** Evicts what is due by now. To be called before an answer is taken or kept: timers may be late. */
  pass(): void {
    if (this.#next === Number.POSITIVE_INFINITY) return;
    const now = performance.now();
    if (now < this.#next) return;
    const later = this.#dues.findIndex(({ at }) => at > now);
    const due = this.#dues.splice(0, later === -1 ? this.#dues.length : later);
    this.#settle();
    this.evict([...new Set(due.flatMap(({ tags }) => tags))]);
  }

  #settle(): void {
    this.#version += 1;
    this.#dues.sort((one, other) => one.at - other.at);
    this.#next = this.#dues[0]?.at ?? Number.POSITIVE_INFINITY;
    this.#byTag.clear();
    for (const { at, tags } of this.#dues.toReversed()) for (const tag of tags) this.#byTag.set(tag, at);
  }
}

const duesOf = ({ turns, sent, received }: FoundTurns): Due[] =>
  turns.flatMap(({ inMs, tags }) => {
    const numbers = impliedBy(tags).map(tagOf);
    const times = [sent + inMs, received + inMs + 1, received + inMs + TOLERANCE_MS];
    return times.map((at) => ({ at, tags: numbers }));
  });
