import Negotiator from 'negotiator';
import { DomainError } from '../platform/api/errors.js';
import { ATOM, atomFeed } from './atom.js';
import type { Feed } from './feed.js';
import { JSON_FEED, jsonFeed } from './json-feed.js';
import { RSS, rssFeed } from './rss.js';

export interface FeedFormat {
  /** Ending of the path. */
  readonly name: string;
  readonly mediaType: string;
  readonly contentType: string;
  /** Whether it has the plain text of stories beside their HTML. */
  readonly text: boolean;
  write(feed: Feed): string;
}

const UTF8 = '; charset=utf-8';

const FORMATS: readonly FeedFormat[] = [
  { name: 'rss', mediaType: RSS, contentType: RSS + UTF8, text: false, write: rssFeed },
  { name: 'atom', mediaType: ATOM, contentType: ATOM + UTF8, text: false, write: atomFeed },
  { name: 'json', mediaType: JSON_FEED, contentType: JSON_FEED, text: true, write: jsonFeed },
];
const [DEFAULT] = FORMATS as [FeedFormat];

export const FEED_ENDINGS = FORMATS.map(({ name }) => name);
export const FEED_MEDIA_TYPES = FORMATS.map(({ mediaType }) => mediaType);

/** Media types that a caller may ask for a feed by, and the format that each gets. The first is the one of no wish. */
const BY_MEDIA_TYPE = new Map([
  ...FORMATS.map((format) => [format.mediaType, format] as const),
  ['application/xml', DEFAULT],
  ['text/xml', DEFAULT],
  ['application/json', FORMATS.find(({ mediaType }) => mediaType === JSON_FEED) ?? DEFAULT],
]);

/**
 * The format of a path with this ending.
 * @throws DomainError ROUTE_NOT_FOUND
 */
export function formatOf(ending: string): FeedFormat {
  const format = FORMATS.find(({ name }) => name === ending);
  if (format) return format;
  const known = FEED_ENDINGS.map((name) => `.${name}`).join(', ');
  throw new DomainError('ROUTE_NOT_FOUND', 404, `There is no feed with this ending; known are ${known}.`);
}

/**
 * The format that a caller prefers (RFC 9110, section 12.5.1); RSS for those who want none of them, a browser's
 * reader among them.
 */
export function negotiatedFormat(accept: string | undefined): FeedFormat {
  const negotiator = new Negotiator({ headers: { accept } });
  const [best] = negotiator.mediaTypes([...BY_MEDIA_TYPE.keys()]);
  return (best === undefined ? undefined : BY_MEDIA_TYPE.get(best)) ?? DEFAULT;
}
