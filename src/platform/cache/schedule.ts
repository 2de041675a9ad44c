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

interface Due {
  /** By the clock of this process (`performance.now()`). */
  readonly at: number;
  readonly tags: readonly Tag[];
}

/**
 * The turns that are known, each evicted when its time comes.
 *
 * Nobody knows the database's clock to the millisecond: the moment that a statement called `now` lies between its
 * sending and its answer. So a turn is evicted twice: at its earliest time, from which on old answers may be untrue, and
 * at its latest, since an answer that was made in between may have been made just before it.
 */
export class Schedule {
  /** In the order of time. */
  #dues: Due[] = [];
  #next = Number.POSITIVE_INFINITY;
  /** The first turn of each tag. */
  readonly #byTag = new Map<Tag, number>();
  #version = 0;

  constructor(private readonly evict: (tags: readonly Tag[]) => void) {}

  /**
   * @param sent when the statement was sent that found the turns (`performance.now()`)
   * @param received when its answer came
   */
  add(
    turns: readonly Turn[],
    { sent, received }: { readonly sent: number; readonly received: number },
  ): void {
    for (const { inMs, tags } of turns) {
      const numbers = impliedBy(tags).map(tagOf);
      this.#dues.push({ at: sent + inMs, tags: numbers }, { at: received + inMs + 1, tags: numbers });
    }
    this.#dues.sort((one, other) => one.at - other.at);
    if (turns.length > 0) this.#settle();
    this.pass();
  }

  clear(): void {
    this.#dues = [];
    this.#settle();
  }

  /** Counts the times that the turns became others. */
  get version(): number {
    return this.#version;
  }

  /** When the first of these comes (`performance.now()`); infinity when none is planned. */
  firstOf(tags: Iterable<Tag>): number {
    let first = Number.POSITIVE_INFINITY;
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
    this.#next = this.#dues[0]?.at ?? Number.POSITIVE_INFINITY;
    this.#byTag.clear();
    for (const { at, tags } of this.#dues.toReversed()) for (const tag of tags) this.#byTag.set(tag, at);
  }
}
