import { parseUrl } from '../platform/http/parse-url.js';

const MAX_URL = 2_000;

/** An http or https address as it is compared: its percent-encoding in capitals. */
export function webUrl(address: string): URL | null {
  if (!/^https?:\/\//i.test(address) || address.length > MAX_URL || !parseUrl(address)) return null;
  return new URL(new URL(address).href.replaceAll(/%[\da-f]{2}/gi, (code) => code.toUpperCase()));
}
