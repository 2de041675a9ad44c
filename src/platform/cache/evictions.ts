import type { Tag } from './tag.js';

/** Tags that are remembered. Answers older than the oldest of them cannot be judged any more, and count as stale. */
const REMEMBERED = 50_000;

/**
 * Which tags were evicted when. Time is counted in evictions (epochs): an answer that was begun in one epoch holds as
 * long as none of its tags was evicted in a later one. So nothing has to be looked for when a tag is evicted, and an
 * answer that was being made meanwhile is stale before it is kept.
 */
export class Evictions {
  #epoch = 0;
  #floor = 0;
  /** In the order of their last eviction. */
  readonly #evicted = new Map<Tag, number>();

  get epoch(): number {
    return this.#epoch;
  }

  evict(tags: Iterable<Tag>): void {
    this.#epoch += 1;
    for (const tag of tags) {
      this.#evicted.delete(tag);
      this.#evicted.set(tag, this.#epoch);
    }
    if (this.#evicted.size > REMEMBERED) this.#forget();
  }

  /** Whatever was begun until now is stale. */
  evictAll(): void {
    this.#epoch += 1;
    this.#floor = this.#epoch;
    this.#evicted.clear();
  }

  /** Whether none of these was evicted after this epoch. */
  isCurrent(tags: Iterable<Tag>, since: number): boolean {
    if (since < this.#floor) return false;
    for (const tag of tags) if ((this.#evicted.get(tag) ?? 0) > since) return false;
    return true;
  }

  #forget(): void {
    let surplus = REMEMBERED / 2;
    for (const [tag, epoch] of this.#evicted) {
      this.#evicted.delete(tag);
      this.#floor = epoch;
      surplus -= 1;
      if (surplus === 0) return;
    }
  }
}
