import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EVERYTHING } from '../cache/surrogate-key.js';
import { keyOf, tagOf } from '../cache/tag.js';
import type { FollowedLog, LogEntry } from '../following/followed-log.js';
import { LogPurger, ROUNDS_MS } from './log-purger.js';

const { signal } = new AbortController();
const keys = (...tags: string[]): string[] => tags.map((tag) => keyOf(tagOf(tag))).sort();

/** A log, a target and a position that the test is in command of. */
class Bench {
  readonly entries: LogEntry[] = [];
  /** Sequence number of the oldest entry that the log still has. */
  oldest = 1;
  /** Keys of every purge that was done. */
  readonly purges: string[][] = [];
  isAway = false;
  held: { isNew: boolean; seq: number | null } | null = { isNew: true, seq: 0 };
  settled: number | null = null;
  readonly target = {
    rest: 0,
    purge: (sent: ReadonlySet<string>): Promise<boolean> => {
      if (!this.isAway) this.purges.push([...sent].sort());
      return Promise.resolve(!this.isAway);
    },
  };
  readonly purger = new LogPurger({
    log: this.#log(),
    target: this.target,
    position: {
      hold: () => Promise.resolve(this.held),
      settle: (seq) => (this.settled = seq),
      release: () => Promise.resolve(),
    },
    everywhere: new Set(['site']),
  });

  append(...tags: string[]): void {
    this.entries.push({ seq: this.entries.length + 1, tags });
  }

  /** A turn of a process that goes on holding the position. */
  async turn(): Promise<number> {
    const wait = await this.purger.turn(signal);
    if (this.held) this.held = { ...this.held, isNew: false };
    return wait;
  }

  #log(): FollowedLog {
    return {
      name: 'test',
      ends: () => {
        const newest = this.entries.at(-1)?.seq ?? 0;
        return Promise.resolve({ oldest: Math.min(this.oldest, newest + 1), newest });
      },
      read: (after, limit) =>
        Promise.resolve(this.entries.filter(({ seq }) => seq > after && seq >= this.oldest).slice(0, limit)),
    };
  }
}

let bench: Bench;
beforeEach(() => {
  vi.useFakeTimers();
  bench = new Bench();
});
afterEach(() => void vi.useRealTimers());

describe('a purger', () => {
  it('purges what the log says at once, and again as long as an old answer may be on its way', async () => {
    bench.append('article:1', 'articles');
    expect(await bench.turn()).toBe(ROUNDS_MS[1]);
    expect(bench.purges).toEqual([keys('article:1', 'articles')]);
    for (const [round, at] of ROUNDS_MS.entries()) {
      vi.advanceTimersByTime(at - (ROUNDS_MS[round - 1] ?? 0));
      await bench.turn();
      expect(bench.purges).toHaveLength(round + 1);
      expect(bench.settled).toBe(round === ROUNDS_MS.length - 1 ? 1 : null);
    }
    expect(new Set(bench.purges.map((sent) => sent.join()))).toHaveLength(1);
  });

  it('purges everything when every answer depends on what changed', async () => {
    bench.append('site', 'any:site');
    await bench.turn();
    expect(bench.purges).toEqual([[EVERYTHING]]);
  });

  it('keeps the order, and moves the position only over what was purged for the last time', async () => {
    bench.append('a');
    await bench.turn();
    vi.advanceTimersByTime(500);
    bench.append('b');
    await bench.turn();
    vi.advanceTimersByTime(500);
    await bench.turn();
    expect(bench.purges).toEqual([keys('a'), keys('b'), keys('a')]);
    vi.advanceTimersByTime(14_000);
    await bench.turn();
    expect(bench.settled).toBe(1);
    vi.advanceTimersByTime(500);
    await bench.turn();
    expect(bench.settled).toBe(2);
  });

  it('begins where the last one stood', async () => {
    for (const tag of ['a', 'b', 'c']) bench.append(tag);
    bench.held = { isNew: true, seq: 1 };
    await bench.turn();
    expect(bench.purges).toEqual([keys('b', 'c')]);
  });

  it('begins anew when another process was at it in between', async () => {
    bench.append('a');
    await bench.turn();
    bench.held = null;
    bench.append('b');
    await bench.turn();
    bench.held = { isNew: true, seq: 0 };
    await bench.turn();
    expect(bench.purges).toEqual([keys('a'), keys('a', 'b')]);
  });

  it('sends again what was not purged, and reads no more until it is', async () => {
    bench.append('a');
    bench.isAway = true;
    await bench.turn();
    bench.append('b');
    bench.target.rest = 400;
    expect(await bench.turn()).toBe(400);
    bench.target.rest = 0;
    bench.isAway = false;
    await bench.turn();
    await bench.turn();
    expect(bench.purges).toEqual([keys('a'), keys('b')]);
  });

  it.each([
    ['nothing is known of the target', null, 1, 3],
    ['the log does not reach back so far', 1, 3, 4],
    ['the log forgot all of it', 3, 5, 4],
    ['it is too far behind', 0, 1, 1_000],
  ])('purges everything when %s', async (_, seq, oldest, entries) => {
    for (let entry = 1; entry <= entries; entry += 1) bench.append(`article:${entry}`);
    bench.oldest = oldest;
    bench.held = { isNew: true, seq };
    await bench.turn();
    expect(bench.purges).toEqual([[EVERYTHING]]);
    bench.append('later');
    await bench.turn();
    expect(bench.purges.at(-1)).toEqual(keys('later'));
  });

  it('purges nothing when the log forgot no more than what was purged', async () => {
    for (const tag of ['a', 'b']) bench.append(tag);
    bench.oldest = 3;
    bench.held = { isNew: true, seq: 2 };
    await bench.turn();
    bench.append('c');
    await bench.turn();
    expect(bench.purges).toEqual([keys('c')]);
  });

  it('looks whether the log was kept for as long as the target was away', async () => {
    bench.append('a');
    bench.isAway = true;
    await bench.turn();
    for (const tag of ['b', 'c', 'd']) bench.append(tag);
    bench.oldest = 3;
    bench.isAway = false;
    await bench.turn();
    await bench.turn();
    expect(bench.purges).toEqual([keys('a'), [EVERYTHING]]);
  });
});
