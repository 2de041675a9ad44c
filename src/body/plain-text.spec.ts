import { describe, expect, it } from 'vitest';
import { excerptOf } from './plain-text.js';

/** Milliseconds of CPU that some work takes, the best of three: unlike the clock, it does not see other processes. */
function cpuTime(work: () => void): number {
  const once = (): number => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
  return Math.min(once(), once(), once());
}

describe('an excerpt', () => {
  it('is the whole text, on one line, when it is short enough', () => {
    expect(excerptOf('  One\ntwo \n\n three ')).toBe('One two three');
    expect(excerptOf('a'.repeat(200))).toBe('a'.repeat(200));
    expect(excerptOf('')).toBe('');
  });

  it('is cut at the end of a word, without the punctuation before the ellipsis', () => {
    expect(excerptOf('The quick brown fox', 12)).toBe('The quick…');
    expect(excerptOf('The quick, brown fox', 12)).toBe('The quick…');
    expect(excerptOf('The quick brown fox', 10)).toBe('The quick…');
    expect(excerptOf('The quick brown fox', 9)).toBe('The…');
    const long = excerptOf('word '.repeat(100));
    expect(long).toMatch(/word…$/);
    expect(long.length).toBeLessThanOrEqual(200);
  });

  it('cuts a long word or unspaced text, but never a character', () => {
    expect(excerptOf('a'.repeat(300))).toBe(`${'a'.repeat(199)}…`);
    expect(excerptOf('政'.repeat(300), 11)).toBe(`${'政'.repeat(10)}…`);
    expect(excerptOf('\u{1F600}'.repeat(300), 10)).toBe(`${'\u{1F600}'.repeat(4)}…`);
    expect(excerptOf('e\u0301'.repeat(300), 10)).toBe(`${'e\u0301'.repeat(4)}…`);
    const family = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}';
    expect(excerptOf(family.repeat(300), 12)).toBe(`${family}…`);
  });

  it('is linear', () => {
    for (const text of [' '.repeat(1_000_000), `a${'\u0301'.repeat(1_000_000)}`, '. '.repeat(500_000)]) {
      expect(excerptOf(text).length).toBeLessThanOrEqual(200);
      expect(cpuTime(() => excerptOf(text))).toBeLessThan(500);
    }
  });
});
