import { parseUrl } from '../platform/http/parse-url.js';

const MAX_URL_LENGTH = 4_096;
const STRIPPED = /[\p{Cc}\uFFFE\uFFFF]/gu;
const ABSOLUTE = /^https?:\/\//i;

/** True when a link leaves the site by an absolute http or https address. */
export const isAbsoluteUrl = (href: string): boolean => ABSOLUTE.test(href);

// Browsers drop tabs and line ends inside an address and trim it before they read its scheme (WHATWG URL), so
// that "java\nscript:" is a script. They read "\" as "/" too: "/\host" leaves the site.
function readAddress(raw: string): string | null {
  const address = raw.replace(STRIPPED, '').trim();
  if (address === '' || address.length > MAX_URL_LENGTH) return null;
  if (address.startsWith('//')) return `https:${address}`;
  return address.startsWith('/\\') ? null : address;
}

/** An absolute http or https address, or null. A protocol-relative one (`//host/…`) becomes https. */
export function absoluteUrl(raw: string): string | null {
  const address = readAddress(raw);
  return address !== null && isAbsoluteUrl(address) && parseUrl(address) ? address : null;
}

/** The address of a picture: absolute http or https, or a path on the site (`/…`); otherwise null. */
export function mediaUrl(raw: string): string | null {
  const address = readAddress(raw);
  if (address === null) return null;
  return address.startsWith('/') ? address : absoluteUrl(address);
}

/** The target of a link: http, https, mailto, or site-relative (`/…`, `#…`, `?…`); otherwise null. */
export function linkHref(raw: string): string | null {
  const address = readAddress(raw);
  if (address === null) return null;
  if (/^[/#?]/.test(address)) return address;
  if (/^mailto:/i.test(address)) return parseUrl(address) ? address : null;
  return absoluteUrl(address);
}
