import { keyOf, tagOf, type Tag } from './tag.js';

/** Proxies refuse headers that are much longer; a page with its related stories has about sixty. */
const MOST_KEYS = 250;

/** Stands for all there is: the key of every answer, and of those that are made from more than can be listed. */
export const EVERYTHING = keyOf(tagOf('everything'));
const MANY = keyOf(tagOf('many'));

/**
 * The value of `Surrogate-Key`. An answer with more tags than fit carries `many` in place of the rest, which is purged
 * with every change.
 */
export function surrogateKey(tags: readonly Tag[]): string {
  let keys = EVERYTHING;
  const listed = Math.min(tags.length, MOST_KEYS);
  for (let index = 0; index < listed; index += 1) keys += ` ${keyOf(tags[index] as Tag)}`;
  return listed < tags.length ? `${keys} ${MANY}` : keys;
}
