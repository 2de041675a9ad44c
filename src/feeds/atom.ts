import { cdata, element, emptyElement, textElement, XML_DECLARATION, xmlText } from '../platform/xml/xml.js';
import {
  changedAt,
  commentFeedUrl,
  type Feed,
  type FeedStory,
  rightsOf,
  schemesOf,
  summaryOf,
  urnOf,
} from './feed.js';
import { storyHtml } from './feed-html.js';
import { linesOf, mediaXml, NAMESPACES, pageLinks } from './feed-xml.js';
import { RSS } from './rss.js';

export const ATOM = 'application/atom+xml';

const person = (name: string, uri: string): string =>
  element('author', {}, `${textElement('name', name)}${textElement('uri', uri)}`);

const alternate = (href: string): string =>
  emptyElement('link', { rel: 'alternate', type: 'text/html', href });

/** Atom 1.0 (RFC 4287), with links between pages (RFC 5005) and to comments (RFC 4685). */
export function atomFeed(feed: Feed): string {
  const { title, description, home, site, language, copyright, icon, updatedAt, links } = feed;
  const parts = [
    textElement('id', links.feed),
    element('title', {}, xmlText(title)),
    textElement('subtitle', description),
    textElement('updated', updatedAt),
    person(site.name, site.url),
    ...pageLinks('link', links, ATOM),
    alternate(home),
    textElement('rights', copyright),
    textElement('icon', icon),
    textElement('generator', 'Broadsheet'),
    ...feed.stories.map((story) => entryOf(story, feed)),
  ];
  const attributes = {
    xmlns: NAMESPACES['xmlns:atom'],
    'xmlns:media': NAMESPACES['xmlns:media'],
    'xml:lang': language,
  };
  return `${XML_DECLARATION}${element('feed', attributes, linesOf(parts))}\n`;
}

function entryOf(story: FeedStory, { links: { api }, language }: Feed): string {
  const html = storyHtml(story);
  const schemes = schemesOf(api);
  const category = (term: string, label: string, scheme: string): string =>
    emptyElement('category', { term, label, scheme });
  return element(
    'entry',
    { 'xml:lang': story.language === language ? null : story.language },
    linesOf([
      textElement('id', urnOf(story.id)),
      textElement('title', story.headline),
      textElement('published', story.publishedAt),
      textElement('updated', changedAt(story)),
      ...story.authors.map(({ name, url }) => person(name, url)),
      alternate(story.url),
      emptyElement('link', { rel: 'replies', type: RSS, href: commentFeedUrl(story.id, api) }),
      category(story.section.slug, story.section.name, schemes.section),
      ...story.tags.map(({ slug, name }) => category(slug, name, schemes.tag)),
      textElement('summary', summaryOf(story).join('\n\n')),
      html === null ? '' : element('content', { type: 'html' }, cdata(html)),
      mediaXml(story),
      textElement('rights', rightsOf(story)),
    ]),
  );
}
