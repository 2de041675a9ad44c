import { describe, expect, it } from 'vitest';
import { PATIENCE_MS, retryAfter, waitAfter } from './webhook-retries.js';

const HOUR = 3_600_000;
const middle = (attempts: number): number => waitAfter(attempts, null, 0.5);

describe('what was not taken', () => {
  it('is tried again after waits that grow from five seconds to a day, and at last for three days', () => {
    const waits = Array.from({ length: 12 }, (_, turn) => middle(turn + 1) / 1_000);
    expect(waits).toEqual([5, 30, 120, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 86_400, 86_400]);
    const within = waits.map((_, turn) => waits.slice(0, turn + 1).reduce((sum, wait) => sum + wait, 0));
    expect(within.filter((seconds) => seconds * 1_000 <= PATIENCE_MS)).toHaveLength(11);
  });

  it('is tried a fifth earlier or later, so that not all of it comes at once', () => {
    expect([waitAfter(1, null, 0), waitAfter(1, null, 1)]).toEqual([4_000, 6_000]);
  });

  it('is tried when Retry-After says so, within an hour, and never before its time', () => {
    expect(waitAfter(1, 60_000, 0.5)).toBe(60_000);
    expect(waitAfter(1, 50 * HOUR, 0.5)).toBe(HOUR);
    expect(waitAfter(10, 1_000, 0.5)).toBe(24 * HOUR);
  });

  it('reads Retry-After in seconds and as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(retryAfter('120', now)).toBe(120_000);
    expect(retryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000);
    expect(retryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
    const others = [undefined, 'soon', '-1', '1e3', 'not GMT'];
    expect(others.map((header) => retryAfter(header, now))).toEqual(others.map(() => null));
  });
});
