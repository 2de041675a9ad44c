import { describe, expect, it } from 'vitest';
import { disguisedWords, foldedNames, foldedWords } from './folded-text.js';

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
    ['small capitals', 'ᴠɪᴀɢʀᴀ'],
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
    expect(foldedNames('👍 …')).toEqual([]);
  });
});

describe('folded names', () => {
  it.each([
    ['no space', 'AdèleIvanova-Corbin'],
    ['a Hangul filler', 'Adèle\u3164Ivanova\u115FCorbin'],
    ['half a Hangul filler', 'Adèle\uFFA0Ivanova\u1160Corbin'],
    ['a space of no width', 'Adèle\u200BIvanova Corbin'],
    ['a blank of Braille', 'Adèle\u2800Ivanova Corbin'],
    ['small capitals', 'ADÈLᴇ Ivᴀɴoᴠa Coʀʙɪɴ'],
    ['stops', '.Adèle.Ivanova.Corbin.'],
  ])('are the same with %s', (_, name) => {
    const names = foldedNames('Adèle Ivanova Corbin');
    expect(foldedNames(name).some((reading) => names.includes(reading))).toBe(true);
  });

  it('tell apart what does not look alike', () => {
    expect(foldedNames('Adèle Corbin')).not.toContain(foldedNames('Adèle Corbine')[0]);
  });
});
