import type { IncomingHttpHeaders } from 'node:http';

/** What a condition is checked against: the selected representation's validators, as their header values. */
export interface Validators {
  readonly etag: string;
  readonly lastModified: string | undefined;
}

/**
 * Whether a conditional GET or HEAD is answered with 304 (RFC 9110, section 13.2.2, steps 3 and 4):
 * `If-None-Match` decides alone when it is there; `If-Modified-Since` counts only without it.
 */
export function isNotModified(headers: IncomingHttpHeaders, validators: Validators): boolean {
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return matchesEtag(noneMatch, validators.etag);
  const since = headers['if-modified-since'];
  if (since === undefined || validators.lastModified === undefined) return false;
  const sinceTime = parseHttpDate(since);
  return sinceTime !== undefined && Date.parse(validators.lastModified) <= sinceTime;
}

const ENTITY_TAG = /(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/** Weak comparison of a list of entity tags, or `*`, with one strong tag (RFC 9110, sections 8.8.3.2 and 13.1.2). */
export function matchesEtag(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  for (const match of header.matchAll(ENTITY_TAG)) if (match[1] === etag) return true;
  return false;
}

/** The three forms of HTTP-date: IMF-fixdate, RFC 850 and asctime (RFC 9110, section 5.6.7). */
const HTTP_DATE =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/;

/** Milliseconds since 1970, or undefined when it is not an HTTP-date; a condition with such a date is ignored. */
export function parseHttpDate(value: string): number | undefined {
  if (!HTTP_DATE.test(value)) return undefined;
  const time = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
