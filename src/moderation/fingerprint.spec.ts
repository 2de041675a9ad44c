import { describe, expect, it } from 'vitest';
import { type Fingerprint, fingerprintOf } from './fingerprint.js';

const TEXT = `I made four thousand dollars last month from home with this one simple method that my neighbour showed me and
  you can do it as well, just look at the page where everything is explained step by step and register today`;

const printOf = (text: string): Fingerprint => fingerprintOf(text) as Fingerprint;

function bitsBetween(one: string, other: string): number {
  const differing = (printOf(one).simhash ?? 0n) ^ (printOf(other).simhash ?? 0n);
  return BigInt.asUintN(64, differing).toString(2).replaceAll('0', '').length;
}

describe('a fingerprint', () => {
  it('is the same for a text that is spaced, spelt or capitalised otherwise', () => {
    const disguised = TEXT.toUpperCase().replaceAll('A', 'А').replace(/\s+/g, '  \n');
    expect(printOf(disguised).hash).toEqual(printOf(TEXT).hash);
    expect(printOf(`${TEXT}!!!`)).toEqual(printOf(TEXT));
  });

  it('has few other bits where a word or an address is another', () => {
    expect(bitsBetween(TEXT, TEXT.replace('thousand', 'hundred'))).toBeLessThanOrEqual(10);
    expect(bitsBetween(`${TEXT} https://a.example/x`, `${TEXT} https://b.example/yz`)).toBe(0);
    expect(printOf(`${TEXT} https://a.example/x`).hash).not.toEqual(
      printOf(`${TEXT} https://b.example/yz`).hash,
    );
  });

  it('has many other bits for another text', () => {
    const other = `The minister has said nothing of the kind, and the paper should print what she did say in the debate on
      Tuesday, which anybody can look up in the minutes of the house`;
    expect(bitsBetween(TEXT, other)).toBeGreaterThan(15);
  });

  it('is not made of what many people say', () => {
    expect(fingerprintOf('Well said.')).toBeNull();
    expect(fingerprintOf('👍👍👍')).toBeNull();
    expect(fingerprintOf('Thank you for this report!')).toMatchObject({ simhash: null });
  });
});
