import { LRUCache } from 'lru-cache';
import type { Tag } from './tag.js';

/** What was made from some things, and holds until one of them is evicted. */
export interface Made {
  readonly tags: Iterable<Tag>;
  /** The epoch in which it was begun. */
  readonly since: number;
  /** The last epoch in which its tags were looked at. */
  checkedIn: number;
}

/** Knows what was evicted when: the cache of answers. */
export interface Judge {
  readonly isOn: boolean;
  now(): number;
  holds(made: Made): boolean;
}

/** The moment at which a value was begun, before it was asked for. */
export interface Begun {
  readonly epoch: number;
  /** `performance.now()` */
  readonly at: number;
}

interface Kept<T> extends Made {
  readonly value: T;
  /** When it ends by itself (`performance.now()`). */
  readonly until: number;
}

/** Values in memory that are made untrue by the very tags that make answers untrue. The least used go first. */
export class KeptValues<T extends object> {
  readonly #values: LRUCache<string, Kept<T>>;

  /** @param most values that are kept at once */
  constructor(
    private readonly judge: Judge,
    most: number,
  ) {
    this.#values = new LRUCache({ max: most });
  }

  /** The value that is kept, when it still holds. */
  find(key: string): T | undefined {
    if (!this.judge.isOn) return undefined;
    const kept = this.#values.get(key);
    if (!kept) return undefined;
    const isOver = kept.until !== Number.POSITIVE_INFINITY && kept.until <= performance.now();
    if (!isOver && this.judge.holds(kept)) return kept.value;
    this.#values.delete(key);
    return undefined;
  }

  /** To be called before a value is asked for. */
  begin(): Begun {
    return { epoch: this.judge.now(), at: performance.now() };
  }

  /**
   * Keeps a value, unless one of its tags was evicted since it was begun.
   * @param lastsMs how long it holds at most, from the statement that found it; null when it does not end by itself
   */
  keep(key: string, value: T, made: { begun: Begun; tags: readonly Tag[]; lastsMs: number | null }): void {
    const { begun, tags, lastsMs } = made;
    const until = lastsMs === null ? Number.POSITIVE_INFINITY : begun.at + lastsMs;
    const kept = { value, tags, until, since: begun.epoch, checkedIn: begun.epoch };
    if (this.judge.isOn && this.judge.holds(kept)) this.#values.set(key, kept);
  }
}
