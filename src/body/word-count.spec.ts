import { describe, expect, it } from 'vitest';
import { WordCounter } from './word-count.js';

const count = (text: string): number => new WordCounter().count(text);

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
const segmented = (text: string): number =>
  [...segmenter.segment(text)].filter((segment) => segment.isWordLike).length;

describe('words', () => {
  it.each([
    ['', 0],
    [' — … !? 🙂 ', 0],
    ['one', 1],
    ["Don't stop; it’s 3.14 or 1,000 km, e.g. in the U.S. of 2024", 13],
    ['well-known half-truths', 4],
    ['naïve nai\u0308ve cafe\u0301s', 3],
    ['Привет, мир! Γειά σου', 4],
    ['مرحبا بالعالم', 2],
    ['안녕하세요 세계', 2],
    ['snake_case a1b2', 2],
    ['example.org, a.b', 2],
  ])('%j has %i', (text, expected) => {
    expect(count(text)).toBe(expected);
    expect(segmented(text)).toBe(expected);
  });

  it.each([
    '今天的新闻报道说，政府宣布了新的政策。',
    '東京は日本の首都です。カタカナのコーヒー。',
    'รัฐบาลประกาศนโยบายใหม่วันนี้',
    'ພາສາລາວ ភាសាខ្មែរ မြန်မာ',
    'In 2024年 the 政府 said 你好 twice.',
  ])('%s has as many as the segmenter says', (text) => {
    expect(count(text)).toBe(segmented(text));
    expect(count(text)).toBeGreaterThan(2);
  });

  it('agrees with the segmenter on random spaced text', () => {
    const pieces = [
      'a',
      'Ab',
      'é',
      'ж',
      "'",
      '’',
      '.',
      ',',
      ';',
      '-',
      '7',
      '42',
      ' ',
      ' ',
      '!',
      '\n',
      '"',
      '(',
      '%',
      '€',
    ];
    let seed = 7;
    const next = (): string => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return pieces[Math.floor(seed / 65_536) % pieces.length] ?? '';
    };
    for (let round = 0; round < 2_000; round += 1) {
      const text = Array.from({ length: 12 }, next).join('');
      expect([text, count(text)]).toEqual([text, segmented(text)]);
    }
  });

  it('reckons the words of very long unspaced text within two per cent', () => {
    const sentence = '今天的新闻报道说，政府宣布了新的政策。';
    const exact = segmented(sentence) * 10_000;
    const counter = new WordCounter();
    const sum = Array.from({ length: 100 }, () => counter.count(sentence.repeat(100))).reduce(
      (a, b) => a + b,
    );
    expect(Math.abs(sum - exact) / exact).toBeLessThan(0.02);
  });
});
