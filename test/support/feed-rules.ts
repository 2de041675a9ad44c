import { expect } from 'vitest';
import { all, only, parseXml, type XmlElement } from './xml.js';

/** The rules of the formats that feeds are written in, each from its specification. */

const URN = /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** RFC 822 with a year of four digits: https://www.rssboard.org/rss-profile#data-types-datetime */
const RFC822 =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const textOf = (element: XmlElement, name: string): string => only(element, name).text;
const textsOf = (element: XmlElement, name: string): string[] => all(element, name).map(({ text }) => text);
const isWebAddress = (url: string | undefined): boolean =>
  url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

function expectWebAddress(url: string | undefined): void {
  expect(isWebAddress(url), `${url} is an absolute address`).toBe(true);
}

const expectLanguage = (language: string): void => expect(Intl.getCanonicalLocales(language)).toHaveLength(1);

/** No address that only works on the page itself (RSS profile, description), and nothing that readers drop. */
function expectPortable(html: string): void {
  expect(html).not.toMatch(/ (href|src)="(?!https?:|mailto:)/);
  expect(html).not.toMatch(/<(iframe|script|style|object|embed|form)\b| on[a-z]+="| data-/);
}

const linksOf = (element: XmlElement, name: string, rel: string): XmlElement[] =>
  all(element, name).filter(({ attributes }) => (attributes['rel'] ?? 'alternate') === rel);

/** Media RSS: https://www.rssboard.org/media-rss */
function expectMedia(element: XmlElement): void {
  for (const { attributes, children } of all(element, 'media:content')) {
    expectWebAddress(attributes['url']);
    expect(attributes['medium']).toBe('image');
    expect(attributes['type'] ?? 'image/').toMatch(/^image\//);
    for (const name of ['width', 'height']) expect(attributes[name] ?? '1').toMatch(/^[1-9]\d*$/);
    for (const { name } of children) expect(['media:description', 'media:credit']).toContain(name);
  }
  for (const { attributes } of all(element, 'media:thumbnail')) expectWebAddress(attributes['url']);
}

/** RSS 2.0 (https://www.rssboard.org/rss-specification) and the RSS Advisory Board's profile of it. */
export function checkRss(document: string): XmlElement {
  expect(document).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/);
  const root = parseXml(document);
  expect([root.name, root.attributes['version']]).toEqual(['rss', '2.0']);
  const channel = only(root, 'channel');
  for (const name of ['title', 'link', 'description'])
    expect(textOf(channel, name).trim(), name).not.toBe('');
  expectWebAddress(textOf(channel, 'link'));
  expectLanguage(textOf(channel, 'language'));
  expect(textOf(channel, 'lastBuildDate')).toMatch(RFC822);
  expect(textOf(channel, 'ttl')).toMatch(/^[1-9]\d*$/);
  // Profile: a feed says its own address, by an atom:link of the type of RSS.
  const [self, ...others] = linksOf(channel, 'atom:link', 'self');
  expect(others).toEqual([]);
  expectWebAddress(self?.attributes['href']);
  expect(self?.attributes['type']).toBe('application/rss+xml');
  for (const image of all(channel, 'image')) {
    expectWebAddress(textOf(image, 'url'));
    expect([textOf(image, 'title'), textOf(image, 'link')]).toEqual([
      textOf(channel, 'title'),
      textOf(channel, 'link'),
    ]);
  }
  const items = all(channel, 'item');
  for (const item of items) checkItem(item);
  const guids = items.map((item) => textOf(item, 'guid'));
  expect(new Set(guids).size).toBe(guids.length);
  return channel;
}

function checkItem(item: XmlElement): void {
  expect(textOf(item, 'title').trim()).not.toBe('');
  expectWebAddress(textOf(item, 'link'));
  const guid = only(item, 'guid');
  expect(guid.text).toMatch(URN);
  expect(guid.attributes['isPermaLink']).toBe('false');
  expect(textOf(item, 'pubDate')).toMatch(RFC822);
  // `author` is an e-mail address, and `enclosure` needs a length that nobody knows.
  for (const name of ['author', 'enclosure', 'managingEditor', 'webMaster'])
    expect(all(item, name)).toEqual([]);
  expectPortable(textOf(item, 'description'));
  for (const html of textsOf(item, 'content:encoded')) expectPortable(html);
  expect(all(item, 'content:encoded').length).toBeLessThanOrEqual(1);
  for (const url of [...textsOf(item, 'comments'), ...textsOf(item, 'wfw:commentRss')]) expectWebAddress(url);
  for (const language of textsOf(item, 'dc:language')) expectLanguage(language);
  expectMedia(item);
}

/** Atom 1.0: RFC 4287, sections 4.1.1 and 4.1.2. */
export function checkAtom(document: string): XmlElement {
  expect(document).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/);
  const feed = parseXml(document);
  expect([feed.name, feed.namespace]).toEqual(['feed', 'http://www.w3.org/2005/Atom']);
  expectWebAddress(textOf(feed, 'id'));
  expect(textOf(feed, 'title').trim()).not.toBe('');
  expect(textOf(feed, 'updated')).toMatch(RFC3339);
  expectLanguage(feed.attributes['xml:lang'] ?? '');
  for (const name of ['subtitle', 'rights', 'icon', 'generator']) {
    expect(all(feed, name).length, name).toBeLessThanOrEqual(1);
  }
  const entries = all(feed, 'entry');
  expect(linksOf(feed, 'link', 'self')).toHaveLength(1);
  expect(linksOf(feed, 'link', 'alternate')).toHaveLength(1);
  for (const { attributes } of all(feed, 'link')) expectWebAddress(attributes['href']);
  // A feed has authors unless all of its entries do.
  for (const author of all(feed, 'author')) expect(textOf(author, 'name')).not.toBe('');
  expect(all(feed, 'author').length).toBeGreaterThan(0);
  for (const entry of entries) checkEntry(entry);
  const ids = entries.map((entry) => textOf(entry, 'id'));
  expect(new Set(ids).size).toBe(ids.length);
  return feed;
}

function checkEntry(entry: XmlElement): void {
  expect(textOf(entry, 'id')).toMatch(URN);
  expect(textOf(entry, 'title').trim()).not.toBe('');
  const [published, updated] = [textOf(entry, 'published'), textOf(entry, 'updated')];
  for (const time of [published, updated]) expect(time).toMatch(RFC3339);
  expect(updated >= published).toBe(true);
  for (const author of all(entry, 'author')) {
    expect(textOf(author, 'name')).not.toBe('');
    expectWebAddress(textOf(author, 'uri'));
    expect(all(author, 'email')).toEqual([]);
  }
  expect(linksOf(entry, 'link', 'alternate')).toHaveLength(1);
  for (const { attributes } of all(entry, 'link')) expectWebAddress(attributes['href']);
  for (const { attributes } of all(entry, 'category')) {
    expect(attributes['term']).toBeTruthy();
    expectWebAddress(attributes['scheme']);
  }
  expect(all(entry, 'summary')).toHaveLength(1);
  expect(all(entry, 'content').length).toBeLessThanOrEqual(1);
  for (const { attributes, text, children } of all(entry, 'content')) {
    expect([attributes['type'], children]).toEqual(['html', []]);
    expectPortable(text);
  }
  expectMedia(entry);
}

type Members = Record<string, unknown>;

/** JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/ */
export function checkJsonFeed(document: string): Members & { readonly items: readonly Members[] } {
  const feed = JSON.parse(document) as Members & { items: Members[] };
  expect(feed['version']).toBe('https://jsonfeed.org/version/1.1');
  expect(feed['title']).toEqual(expect.stringMatching(/\S/));
  for (const name of ['home_page_url', 'feed_url']) expectWebAddress(feed[name] as string);
  expect(feed['next_url']).not.toBe(feed['feed_url']);
  if ('next_url' in feed) expectWebAddress(feed['next_url'] as string);
  expectLanguage(feed['language'] as string);
  expect(Object.values(feed)).not.toContain(null);
  for (const item of feed.items) {
    // What has no value is left out.
    expect(Object.values(item)).not.toContain(null);
    expect(item['id']).toMatch(URN);
    expectWebAddress(item['url'] as string);
    for (const name of ['content_html', 'content_text', 'title', 'summary']) {
      expect(item[name], name).toEqual(expect.any(String));
    }
    expectPortable(item['content_html'] as string);
    for (const name of ['date_published', 'date_modified']) expect(item[name]).toMatch(RFC3339);
    expectLanguage(item['language'] as string);
    for (const { name, url } of (item['authors'] ?? []) as Members[]) {
      expect(name).toBeTruthy();
      expectWebAddress(url as string);
    }
    if ('image' in item) expectWebAddress(item['image'] as string);
    expect(item['tags']).toEqual(expect.arrayContaining([expect.any(String)]));
  }
  const ids = feed.items.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  return feed;
}
