import { describe, expect, it } from 'vitest';
import { disguisedWords, foldedReadings, foldedWords } from './folded-text.js';

describe('folded words', () => {
  it.each([
    ['case', 'VIAGRA'],
    ['Cyrillic letters', 'vіаgrа'],
    ['full-width letters', 'ｖｉａｇｒａ'],
    ['mathematical letters', '𝐯𝐢𝐚𝐠𝐫𝐚'],
    ['accents', 'vïágrà'],
    ['zalgo', 'v\u0301\u0302\u0303i\u0304\u0305a\u0306g\u0307ra'],
    ['what cannot be seen', 'vi\u200bag\u2060r\u00ada\ufe0f'],
    ['direction overrides', '\u202evi\u202cagra'],
  ])('are the same whatever they are written in: %s', (_, text) => {
    expect(foldedWords(text)).toEqual(foldedWords('viagra'));
  });

  it.each([
    ['a digit', 'v1agra', 'viagra'],
    ['capital I', 'kiIl', 'kill'],
    ['an l among capitals', 'VlAGRA', 'viagra'],
    ['a bar', 'v|agra', 'viagra'],
    ['a capital of another script', 'НASH', 'hash'],
    ['a nought', 'h0pe', 'hope'],
  ])('are found behind %s', (_, text, meant) => {
    const readings = [foldedWords(text), disguisedWords(text)];
    expect(readings).toContainEqual(foldedWords(meant));
  });

  it('tell apart what does not look alike', () => {
    expect(foldedWords('fail')).not.toEqual(foldedWords('fall'));
    expect(foldedWords('one, two-three\nfour')).toEqual(['one', 'two', 'three', 'four']);
  });

  it('are single characters where there are no spaces', () => {
    expect(foldedWords('日本語 text')).toHaveLength(4);
  });

  it('give nothing for a text without words', () => {
    expect(foldedReadings('👍 …')).toEqual([]);
  });
});
