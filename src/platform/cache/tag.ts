/**
 * A cache tag: what an answer was made from, such as `article:<id>`, as a number of 48 bits. Answers carry dozens of
 * them, so they are kept as numbers. Two texts that fall on one number are thrown away together, which costs an answer
 * made anew and nothing else.
 */
export type Tag = number;

const HIGH = 0x10000;

/** The number of a text that may go on. */
interface Begun {
  readonly left: number;
  readonly right: number;
}

const NOTHING: Begun = { left: 0x9e3779b9, right: 0x85ebca6b };

/** The number of a tag. */
export const tagOf = (text: string): Tag => ended(goneOn(NOTHING, text, 0, text.length));

/** What many tags begin with, such as `article:`, for `tagAfter`. */
export const beginningOf = (text: string): Begun => goneOn(NOTHING, text, 0, text.length);

/**
 * The number of the tag that begins so and goes on with a part of a text. The part is read where it stands: an answer
 * has more than a hundred tags, and to cut each out of its JSON takes longer than all else.
 */
export const tagAfter = (begun: Begun, text: string, from: number, to: number): Tag =>
  ended(goneOn(begun, text, from, to));

/** Two rounds of 32 bits, each a multiplicative hash (Knuth, TAOCP 3, 6.4) of the characters. */
function goneOn(begun: Begun, text: string, from: number, to: number): Begun {
  let { left, right } = begun;
  for (let index = from; index < to; index += 1) {
    const code = text.charCodeAt(index);
    left = Math.imul(left ^ code, 0x5bd1e995);
    right = Math.imul(right ^ code, 0x1b873593);
    left ^= left >>> 15;
    right ^= right >>> 13;
  }
  return { left, right };
}

function ended(begun: Begun): Tag {
  const left = Math.imul(begun.left ^ begun.right, 0xc2b2ae35);
  const right = Math.imul(begun.right ^ (left >>> 16), 0x27d4eb2f);
  return ((left ^ (left >>> 13)) >>> 0) * HIGH + ((right ^ (right >>> 15)) & 0xffff);
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The tag as it stands in `Surrogate-Key`: 48 bits in base64url (RFC 4648, section 5). */
export function keyOf(tag: Tag): string {
  // By hand: a number this large is slow to write in another base, and every answer has dozens.
  const high = Math.floor(tag / 0x1000000);
  return quad(high) + quad(tag - high * 0x1000000);
}

const quad = (bits: number): string =>
  (DIGITS[bits >>> 18] as string) +
  (DIGITS[(bits >>> 12) & 63] as string) +
  (DIGITS[(bits >>> 6) & 63] as string) +
  (DIGITS[bits & 63] as string);
