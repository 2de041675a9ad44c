import { parseUrl } from '../platform/http/parse-url.js';

/** An address of the site as an absolute one; others, and what is none, as they are. */
export const absolute = (address: string, base: string): string =>
  /^\/(?!\/)/.test(address) ? (parseUrl(address, base)?.href ?? address) : address;
