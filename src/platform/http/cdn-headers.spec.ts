import { describe, expect, it } from 'vitest';
import { cdnHeaders } from './cdn-headers.js';

const A_DAY = 86_400;
const headersFor = (secondsToNextTurn: number | null, hasPurgeTarget = true) =>
  cdnHeaders({ secondsToNextTurn, hasPurgeTarget, cdnMaxAge: A_DAY });

describe('the time that an answer may be kept', () => {
  it('is five seconds for everyone while nobody is told of changes', () => {
    expect(headersFor(null, false)).toEqual({ 'cache-control': 'public, max-age=5' });
  });

  it('is long for the cache that is told, and for no other', () => {
    expect(headersFor(null)).toEqual({
      'cache-control': 'public, max-age=5',
      'surrogate-control': `max-age=${A_DAY}`,
    });
  });

  it.each([
    [100_000, 5, A_DAY],
    [600.9, 5, 600],
    [3.2, 3, 3],
    [0.4, 0, 0],
    [-2, 0, 0],
  ])('ends before the turn that comes in %d seconds', (seconds, everyone, told) => {
    expect(headersFor(seconds)).toEqual({
      'cache-control': `public, max-age=${everyone}`,
      'surrogate-control': `max-age=${told}`,
    });
    expect(headersFor(seconds, false)).toEqual({ 'cache-control': `public, max-age=${everyone}` });
  });
});
