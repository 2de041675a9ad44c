import { createHash } from 'node:crypto';
import { foldedWords } from './folded-text.js';

/** What tells a text from others, however it is spaced, accented or written in look-alike letters. */
export interface Fingerprint {
  /** Of the folded text: the first 16 bytes of SHA-256. */
  readonly hash: Buffer;
  /** 64 bits that differ in few places between texts that differ in few words; null for a text of few words. */
  readonly simhash: bigint | null;
}

/** What many people say by themselves, such as "Well said", is no repetition. */
const FEWEST_LETTERS = 20;
const FEWEST_WORDS = 8;
const BITS = 64;
const HALF = 32;
const LINK = /https?:\/\/\S+/gi;

/** @returns null for a text that is too short to be told from others */
export function fingerprintOf(text: string): Fingerprint | null {
  const words = foldedWords(text);
  const folded = words.join(' ');
  if (folded.length < FEWEST_LETTERS) return null;
  const hash = createHash('sha256').update(folded).digest().subarray(0, 16);
  // Spam is sent with another address each time.
  const spoken = foldedWords(text.replace(LINK, ' link '));
  return { hash, simhash: spoken.length < FEWEST_WORDS ? null : simhashOf(spoken) };
}

/** A fingerprint as it is kept and looked for; nulls for a text that has none. */
export interface StoredFingerprint {
  readonly hash: Buffer | null;
  readonly simhash: string | null;
}

export function storedFingerprint(text: string): StoredFingerprint {
  const print = fingerprintOf(text);
  return { hash: print?.hash ?? null, simhash: print?.simhash?.toString() ?? null };
}

/** SimHash (Charikar 2002) over words and pairs of words, as PostgreSQL's signed `bigint`. */
function simhashOf(words: readonly string[]): bigint {
  const votes = new Int32Array(BITS);
  words.forEach((word, index) => {
    vote(votes, word);
    const next = words[index + 1];
    if (next !== undefined) vote(votes, `${word} ${next}`);
  });
  const bits = votes.reduce((sum, votesFor, bit) => (votesFor > 0 ? sum | (1n << BigInt(bit)) : sum), 0n);
  return BigInt.asIntN(BITS, bits);
}

function vote(votes: Int32Array, feature: string): void {
  const low = mixed(feature, 0x811c9dc5);
  const high = mixed(feature, 0x9747b28c);
  for (let bit = 0; bit < HALF; bit += 1) {
    votes[bit] = (votes[bit] ?? 0) + (((low >>> bit) & 1) === 1 ? 1 : -1);
    votes[bit + HALF] = (votes[bit + HALF] ?? 0) + (((high >>> bit) & 1) === 1 ? 1 : -1);
  }
}

/** FNV-1a with the finalizer of MurmurHash3, so that every bit depends on every character. */
function mixed(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
