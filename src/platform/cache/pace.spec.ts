import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pace } from './pace.js';

describe('a pace', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const done: string[] = [];
  const paceOf = (): Pace => {
    done.length = 0;
    return new Pace(1_000, (subject) => done.push(subject));
  };

  it('acts at once, and at the end of the interval for all that came meanwhile', () => {
    const pace = paceOf();
    pace.touch('a');
    pace.touch('a');
    pace.touch('b');
    pace.touch('a');
    expect(done).toEqual(['a', 'b']);
    vi.advanceTimersByTime(999);
    expect(done).toEqual(['a', 'b']);
    vi.advanceTimersByTime(1);
    expect(done).toEqual(['a', 'b', 'a']);
    vi.advanceTimersByTime(5_000);
    expect(done).toEqual(['a', 'b', 'a']);
  });

  it('never acts twice within an interval', () => {
    const pace = paceOf();
    for (let ms = 0; ms < 10_000; ms += 10) {
      pace.touch('a');
      vi.advanceTimersByTime(10);
    }
    // At the beginning, and at the end of each of ten seconds.
    expect(done).toHaveLength(11);
  });

  it('forgets what is due when it is cleared', () => {
    const pace = paceOf();
    pace.touch('a');
    pace.touch('a');
    pace.clear();
    vi.advanceTimersByTime(2_000);
    expect(done).toEqual(['a']);
    pace.touch('a');
    expect(done).toEqual(['a', 'a']);
  });
});
