import { element, emptyElement, textElement } from '../platform/xml/xml.js';
import { hostedUrl } from '../body/portable-html.js';
import type { FeedLinks, FeedStory } from './feed.js';
import { parseUrl } from '../platform/http/parse-url.js';

/** Namespaces by their usual prefixes. */
export const NAMESPACES = {
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:media': 'http://search.yahoo.com/mrss/',
  'xmlns:thr': 'http://purl.org/syndication/thread/1.0',
  'xmlns:wfw': 'http://wellformedweb.org/CommentAPI/',
} as const;

/** Elements, one on a line. */
export const linesOf = (parts: readonly string[]): string => `\n${parts.filter(Boolean).join('\n')}\n`;

/** Links between the pages of a feed (RFC 5005, section 3), and to the hubs that tell of its changes (WebSub). */
export function pageLinks(name: string, { self, feed, next, hubs }: FeedLinks, type: string): string[] {
  const link = (rel: string, href: string): string => emptyElement(name, { rel, type, href });
  return [
    link('self', self),
    link('first', feed),
    ...(next === null ? [] : [link('next', next)]),
    ...hubs.map((href) => emptyElement(name, { rel: 'hub', href })),
  ];
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};

const mediaTypeOf = (url: string): string | undefined =>
  MEDIA_TYPES[/\.([a-z]+)$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? ''];

/** The lead picture by Media RSS (https://www.rssboard.org/media-rss), which RSS and Atom share. */
export function mediaXml({ leadImage, url: page }: FeedStory): string {
  if (leadImage === null) return '';
  const { width, height, alt, caption, credit } = leadImage;
  const url = hostedUrl(leadImage.url, page);
  const type = parseUrl(url) ? mediaTypeOf(url) : undefined;
  const about = [
    textElement('media:description', caption || alt, { type: 'plain' }),
    textElement('media:credit', credit),
  ];
  const content = element('media:content', { url, medium: 'image', type, width, height }, about.join(''));
  return `${content}\n${emptyElement('media:thumbnail', { url, width, height })}`;
}
