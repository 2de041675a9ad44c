import { describe, expect, it } from 'vitest';
import { parseWords, WordMatcher } from './word-list.js';

const matcher = new WordMatcher(
  parseWords('viagra\nspam: cheap pills\nreject: kill yourself\nпривет\n赌博\nspam: scam'),
);
const found = (text: string) => matcher.find(text)?.word;

describe('a word list', () => {
  it('says what each term does', () => {
    expect(parseWords('# a comment\n\n one \r\nspam: two\nreject:three\nspam filter\n')).toEqual([
      { term: 'one', action: 'hold' },
      { term: 'two', action: 'spam' },
      { term: 'three', action: 'reject' },
      { term: 'spam filter', action: 'hold' },
    ]);
  });

  it.each([
    ['a term without letters', '***'],
    ['a long term', 'x'.repeat(101)],
    ['a term of many words', 'x '.repeat(11)],
    ['too many terms', 'x\n'.repeat(5_001)],
  ])('is refused for %s', (_, text) => {
    expect(() => parseWords(text)).toThrow('word list');
  });

  it.each([
    ['buy viagra now', 'viagra'],
    ['buy VlAGRA now', 'viagra'],
    ['buy v1аgrа', 'viagra'],
    ['Cheap,  PILLS!', 'cheap pills'],
    ['SCAM', 'scam'],
    ['Привет всем', 'привет'],
    ['网上赌博网站', '赌博'],
  ])('finds whole words, however they are written: %s', (text, term) => {
    expect(found(text)?.term).toBe(term);
  });

  it.each(['viagraphic', 'cheap and pills', 'scampi', 'prescam', 'a fine text', '', '👍'])(
    'does not find a part of a word: %s',
    (text) => {
      expect(found(text)).toBeUndefined();
    },
  );

  it('goes by the strictest of those it finds', () => {
    expect(matcher.find('viagra, cheap pills, kill yourself, viagra')).toEqual({
      word: { term: 'kill yourself', action: 'reject' },
      count: 3,
    });
    expect(new WordMatcher(parseWords('spam: one\none\nhold: one')).find('one')?.word.action).toBe('spam');
  });
});

describe('5,000 terms', () => {
  const nested = Array.from({ length: 10 }, (_, index) => 'a '.repeat(index + 1).trim());
  const long = Array.from({ length: 2_490 }, (_, index) => `${'a'.repeat(60)}${index.toString(36)}`);
  const plain = Array.from({ length: 2_500 }, (_, index) => `term${index.toString(36)} of many`);
  const many = new WordMatcher(parseWords([...nested, ...long, ...plain].join('\n')));
  /** Milliseconds of the fastest of some runs: what else the machine does only makes it slower. */
  const fastest = (text: string): number => {
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      many.find(text);
      return performance.now() - started;
    });
    return Math.min(...times);
  };

  it.each([
    ['one letter', 'a'],
    ['the beginning of many terms', `${'a'.repeat(60)} `],
    ['terms in terms', 'a '],
    ['almost terms', 'term1 of man '],
    ['look-alikes', 'а'],
    ['marks', 'a\u0301\u0302\u0303'],
    ['emoji', '😀'],
    ['bars', '|1Il!'],
  ])('cost time that is linear in the text: %s', (_, part) => {
    const text = part.repeat(5_000).slice(0, 5_000);
    const twice = part.repeat(10_000).slice(0, 10_000);
    expect(fastest(twice)).toBeLessThan(3 * fastest(text) + 5);
  });
});
