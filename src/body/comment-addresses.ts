import type { StateInline } from 'markdown-it';
import { parseUrl } from '../platform/http/parse-url.js';

/** Longest address that becomes a link. */
const MAX_LENGTH = 2_000;
/** What can stand in an address after its scheme; what ends it is settled afterwards. */
const ADDRESS = /:\/\/[^\s<>"'`\\^{|}[\]]+/y;
const SCHEME_BEFORE = /(?<![\p{L}\p{N}_])https?$/iu;
const LONGEST_SCHEME_AND_LETTER = 7;

/**
 * Whether an address is one that a reader may link to: absolute, by http or https, of a sane length, and without a name
 * or a password, which make `https://bank.example@evil.example` look like the bank's.
 */
export function isLinkable(address: string): boolean {
  if (address.length > MAX_LENGTH || !/^https?:\/\//i.test(address) || !parseUrl(address)) return false;
  const { username, password } = new URL(address);
  return username === '' && password === '';
}

/** Length of an address without the punctuation of the sentence around it; a bracket stays when it was opened. */
function addressLength(address: string): number {
  let open = 0;
  for (const character of address) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    if (last === ')' && open < 0) open += 1;
    else if (!/[.,;:!?*_~…’”»]/.test(last)) break;
  }
  return end;
}

/** A rule of markdown-it: a bare address is a link, just as it was typed, and no markup is looked for in it. */
export function bareAddress(state: StateInline, silent: boolean): boolean {
  if (state.linkLevel > 0 || !state.src.startsWith('://', state.pos)) return false;
  const before = state.src.slice(Math.max(0, state.pos - LONGEST_SCHEME_AND_LETTER), state.pos);
  const [scheme] = SCHEME_BEFORE.exec(before) ?? [];
  ADDRESS.lastIndex = state.pos;
  const [rest] = ADDRESS.exec(state.src) ?? [];
  if (!scheme || !rest) return false;
  const whole = scheme + rest;
  const address = whole.slice(0, addressLength(whole));
  const isTooLong = address.length > MAX_LENGTH;
  if (!isTooLong && !isLinkable(address)) return false;
  if (!silent && !isTooLong && !pushLink(state, scheme, address)) return false;
  // What is too long is passed over as a whole: looking for an address at each place in it would take quadratic time.
  if (!silent && isTooLong) state.pending += address.slice(scheme.length);
  state.pos += address.length - scheme.length;
  return true;
}

/** @returns false when the scheme stands in no plain text, such as after a backslash */
function pushLink(state: StateInline, scheme: string, address: string): boolean {
  if (!state.pending.endsWith(scheme)) return false;
  state.pending = state.pending.slice(0, -scheme.length);
  state.push('link_open', 'a', 1).attrs = [['href', address]];
  state.push('text', '', 0).content = address;
  state.push('link_close', 'a', -1);
  return true;
}
