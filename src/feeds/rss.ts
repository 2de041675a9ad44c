import { cdata, element, textElement, XML_DECLARATION, xmlText } from '../platform/xml/xml.js';
import {
  commentFeedUrl,
  type Feed,
  type FeedHead,
  type FeedLinks,
  type FeedStory,
  rightsOf,
  schemesOf,
  urnOf,
} from './feed.js';
import { storyHtml, summaryHtml } from './feed-html.js';
import { linesOf, mediaXml, NAMESPACES, pageLinks } from './feed-xml.js';

export const RSS = 'application/rss+xml';

/** Minutes after which a reader may well ask again. */
const TTL = '5';

/** A time by RFC 822 with a year of four digits, as RSS wants it. */
export const rssTime = (time: string): string => new Date(time).toUTCString();

/** RSS 2.0 (https://www.rssboard.org/rss-specification, and its profile: https://www.rssboard.org/rss-profile). */
export const rssFeed = (feed: Feed): string =>
  rssDocument(
    feed,
    feed.links,
    feed.stories.map((story) => itemOf(story, feed)),
  );

/** A document with these items. */
export function rssDocument(head: FeedHead, links: FeedLinks, items: readonly string[]): string {
  const { title, description, home, language, copyright, icon, updatedAt } = head;
  const channel = [
    element('title', {}, xmlText(title)),
    textElement('link', home),
    // Text; that of an item is HTML.
    element('description', {}, xmlText(description)),
    textElement('language', language),
    textElement('copyright', copyright),
    textElement('lastBuildDate', rssTime(updatedAt)),
    textElement('generator', 'Broadsheet'),
    textElement('ttl', TTL),
    ...pageLinks('atom:link', links, RSS),
    icon === null ? '' : imageOf(icon, head),
    ...items,
  ];
  return `${XML_DECLARATION}${element('rss', { version: '2.0', ...NAMESPACES }, element('channel', {}, linesOf(channel)))}\n`;
}

const imageOf = (url: string, { title, home }: FeedHead): string =>
  element(
    'image',
    {},
    [textElement('url', url), textElement('title', title), textElement('link', home)].join(''),
  );

function itemOf(story: FeedStory, { links: { api }, language }: Feed): string {
  const html = storyHtml(story);
  const schemes = schemesOf(api);
  return element(
    'item',
    {},
    linesOf([
      textElement('title', story.headline),
      textElement('link', story.url),
      textElement('guid', urnOf(story.id), { isPermaLink: 'false' }),
      textElement('pubDate', rssTime(story.publishedAt)),
      ...story.authors.map(({ name }) => textElement('dc:creator', name)),
      textElement('category', story.section.name, { domain: schemes.section }),
      ...story.tags.map(({ name }) => textElement('category', name, { domain: schemes.tag })),
      textElement('description', summaryHtml(story)),
      html === null ? '' : element('content:encoded', {}, cdata(html)),
      mediaXml(story),
      story.language === language ? '' : textElement('dc:language', story.language),
      textElement('dc:rights', rightsOf(story)),
      textElement('comments', `${story.url}#comments`),
      textElement('wfw:commentRss', commentFeedUrl(story.id, api)),
    ]),
  );
}
