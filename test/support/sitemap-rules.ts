import { expect } from 'vitest';
import { all, only, parseXml, type XmlElement } from './xml.js';

/** Rules of sitemaps: https://www.sitemaps.org/protocol.html and its schemas. */

const SITEMAP = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const NEWS = 'http://www.google.com/schemas/sitemap-news/0.9';
/** https://www.w3.org/TR/NOTE-datetime */
const W3C_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const MEGABYTES = 1024 * 1024;

export interface SitemapUrl {
  readonly loc: string;
  readonly lastmod: string | undefined;
  readonly image: string | undefined;
}

function expectLocation(loc: string): void {
  expect(URL.canParse(loc), loc).toBe(true);
  expect(loc.length).toBeLessThan(2_048);
}

function rootOf(document: string, name: string): XmlElement {
  expect(Buffer.byteLength(document)).toBeLessThanOrEqual(50 * MEGABYTES);
  expect(document).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/);
  const root = parseXml(document);
  expect([root.name, root.namespace]).toEqual([name, SITEMAP]);
  expect(root.children.length).toBeLessThanOrEqual(50_000);
  return root;
}

function checkEntries(entries: readonly XmlElement[]): SitemapUrl[] {
  const urls = entries.map((entry) => {
    const loc = only(entry, 'loc').text;
    expectLocation(loc);
    const [lastmod, ...more] = all(entry, 'lastmod').map(({ text }) => text);
    expect(more).toEqual([]);
    if (lastmod !== undefined) expect(lastmod).toMatch(W3C_TIME);
    const [image] = all(entry, 'image:image').map((one) => only(one, 'image:loc').text);
    if (image !== undefined) expectLocation(image);
    return { loc, lastmod, image };
  });
  expect(new Set(urls.map(({ loc }) => loc)).size).toBe(urls.length);
  return urls;
}

/** The sitemaps of an index. The schema wants one at least. */
export function checkIndex(document: string): SitemapUrl[] {
  const root = rootOf(document, 'sitemapindex');
  expect(all(root, 'sitemap').length).toBe(root.children.length);
  expect(root.children.length).toBeGreaterThan(0);
  return checkEntries(all(root, 'sitemap'));
}

/** The pages of a sitemap. The schema wants one at least. */
export function checkSitemap(document: string): SitemapUrl[] {
  const root = rootOf(document, 'urlset');
  expect(all(root, 'url').length).toBe(root.children.length);
  expect(root.children.length).toBeGreaterThan(0);
  return checkEntries(all(root, 'url'));
}

/** The stories of a sitemap by https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap */
export function checkNews(document: string) {
  const root = rootOf(document, 'urlset');
  const entries = all(root, 'url');
  expect(entries.length).toBeLessThanOrEqual(1_000);
  checkEntries(entries);
  return entries.map((entry) => {
    const news = only(entry, 'news:news');
    expect(news.namespace).toBe(NEWS);
    const publication = only(news, 'news:publication');
    const language = only(publication, 'news:language').text;
    // ISO 639, or one of the two words for Chinese.
    expect(language).toMatch(/^([a-z]{2,3}|zh-cn|zh-tw)$/);
    const date = only(news, 'news:publication_date').text;
    expect(date).toMatch(W3C_TIME);
    expect(Date.parse(date)).toBeGreaterThan(Date.now() - 48 * 3_600_000 - 60_000);
    const [name, title] = [only(publication, 'news:name').text, only(news, 'news:title').text];
    for (const text of [name, title]) expect(text).not.toBe('');
    return { loc: only(entry, 'loc').text, language, date, name, title };
  });
}
