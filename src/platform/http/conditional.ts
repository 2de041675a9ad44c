import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a conditional GET or HEAD is answered with 304 (RFC 9110, section 13.2.2, step 3). `If-Modified-Since` is not
 * looked at: an answer holds comments, counters and names that change without the date of its story, so only the
 * entity tag can tell that nothing did.
 */
export function isNotModified(headers: IncomingHttpHeaders, etag: string): boolean {
  const noneMatch = headers['if-none-match'];
  return noneMatch !== undefined && matchesEtag(noneMatch, etag);
}

const ENTITY_TAG = /(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/** Weak comparison of a list of entity tags, or `*`, with one strong tag (RFC 9110, sections 8.8.3.2 and 13.1.2). */
export function matchesEtag(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  for (const match of header.matchAll(ENTITY_TAG)) if (match[1] === etag) return true;
  return false;
}
