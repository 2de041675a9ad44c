import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oddText } from '../../test/support/odd-texts.js';
import { all, heldByXml, only, parseXml } from '../../test/support/xml.js';
import { atomFeed } from './atom.js';
import type { Feed, FeedStory } from './feed.js';
import { portableHtml } from '../body/portable-html.js';
import { jsonFeed } from './json-feed.js';
import { rssFeed } from './rss.js';

const NOON = '2026-03-01T12:00:00.000Z';
const some = (): fc.Arbitrary<string> => oddText().filter((text) => heldByXml(text) !== '');
const maybe = (): fc.Arbitrary<string | null> => fc.option(some());

const story = (): fc.Arbitrary<FeedStory> =>
  fc.record({
    id: fc.constant('01990000-0000-7000-8000-000000000001'),
    url: fc.constant('https://site.example/world/a'),
    headline: some(),
    dek: maybe(),
    excerpt: some(),
    section: fc.record({ slug: fc.constant('world'), name: some() }),
    authors: fc.array(fc.record({ name: some(), url: fc.constant('https://site.example/author/a') })),
    tags: fc.array(fc.record({ slug: fc.constant('a'), name: some() })),
    leadImage: fc.option(
      fc.record({
        url: fc.constant('https://images.example/a.jpg?b=1&c=2'),
        width: fc.option(fc.nat()),
        height: fc.option(fc.nat()),
        alt: oddText(),
        caption: maybe(),
        credit: maybe(),
      }),
    ),
    language: fc.constantFrom('en', 'de'),
    publishedAt: fc.constant(NOON),
    modifiedAt: fc.constant(NOON),
    updatedAt: fc.constant(NOON),
    rights: fc.record({ holder: maybe(), credit: maybe() }),
    html: fc.option(some()),
    text: maybe(),
  });

const feed = (): fc.Arbitrary<Feed> =>
  fc.record({
    title: some(),
    description: some(),
    home: fc.constant('https://site.example/'),
    site: fc.record({ name: some(), url: fc.constant('https://site.example') }),
    language: fc.constant('en'),
    copyright: oddText(),
    icon: fc.constant(null),
    updatedAt: fc.constant(NOON),
    links: fc.constant({
      feed: 'https://api.example/f',
      self: 'https://api.example/f?limit=1&after=b',
      next: 'https://api.example/f?limit=1&after=c',
      hubs: ['https://hub.example/?a=1&b=2'],
      api: 'https://api.example',
    }),
    stories: fc.array(story(), { maxLength: 3 }),
  });

const RUNS = { numRuns: 300 };
const asLines = (text: string): string => heldByXml(text).replace(/\r\n?/g, '\n');
/** A text that becomes HTML has its lines before it loses what XML cannot hold. */
const asHtmlLines = (text: string): string => heldByXml(text.replace(/\r\n?/g, '\n'));
const fromHtml = (html: string): string =>
  html.replaceAll('&#13;', '\r').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Whether the HTML is there, be it after a figure. */
const ends = (written: string, html: string): boolean =>
  written.endsWith(asLines(portableHtml(html, 'https://site.example/world/a')));

describe('texts of every kind', () => {
  it('come back from RSS', () => {
    fc.assert(
      fc.property(feed(), (given) => {
        const channel = only(parseXml(rssFeed(given)), 'channel');
        expect(only(channel, 'title').text).toBe(heldByXml(given.title));
        expect(only(channel, 'description').text).toBe(heldByXml(given.description));
        const items = all(channel, 'item');
        expect(items).toHaveLength(given.stories.length);
        for (const [index, item] of items.entries()) {
          const { headline, authors, section, tags, html, dek, excerpt } = given.stories[index] as FeedStory;
          expect(only(item, 'title').text).toBe(heldByXml(headline));
          expect(all(item, 'dc:creator').map(({ text }) => text)).toEqual(
            authors.map(({ name }) => heldByXml(name)),
          );
          expect(all(item, 'category').map(({ text }) => text)).toEqual(
            [section, ...tags].map(({ name }) => heldByXml(name)),
          );
          if (html !== null) {
            expect(ends(only(item, 'content:encoded').text, html)).toBe(true);
            expect(fromHtml(only(item, 'description').text)).toBe(asHtmlLines(dek ?? excerpt));
          } else {
            expect(all(item, 'content:encoded')).toEqual([]);
            expect(fromHtml(only(item, 'description').text)).toContain(asHtmlLines(excerpt));
          }
        }
      }),
      RUNS,
    );
  });

  it('come back from Atom', () => {
    fc.assert(
      fc.property(feed(), (given) => {
        const root = parseXml(atomFeed(given));
        expect(only(root, 'title').text).toBe(heldByXml(given.title));
        const entries = all(root, 'entry');
        expect(entries).toHaveLength(given.stories.length);
        for (const [index, entry] of entries.entries()) {
          const { headline, authors, html, dek, excerpt } = given.stories[index] as FeedStory;
          expect(only(entry, 'title').text).toBe(heldByXml(headline));
          expect(all(entry, 'author').map((author) => only(author, 'name').text)).toEqual(
            authors.map(({ name }) => heldByXml(name)),
          );
          if (html === null) expect(only(entry, 'summary').text).toContain(heldByXml(excerpt));
          else expect(only(entry, 'summary').text).toBe(heldByXml(dek ?? excerpt));
          if (html !== null) expect(ends(only(entry, 'content').text, html)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('come back from JSON Feed, all of them', () => {
    fc.assert(
      fc.property(feed(), (given) => {
        const read = JSON.parse(jsonFeed(given)) as { title: string; items: Record<string, unknown>[] };
        expect(read.title).toBe(given.title);
        for (const [index, item] of read.items.entries()) {
          const { headline, authors, text } = given.stories[index] as FeedStory;
          expect(item['title']).toBe(headline);
          expect(item['authors'] ?? []).toEqual(authors);
          if (text !== null) expect(item['content_text']).toBe(text);
        }
      }),
      RUNS,
    );
  });
});

describe('HTML of a body', () => {
  const page = 'https://site.example/news/world/a';
  it.each([
    ['<a href="/b?c=1&amp;d=2">x</a>', '<a href="https://site.example/b?c=1&amp;d=2">x</a>'],
    ['<a href="#b">x</a>', `<a href="${page}#b">x</a>`],
    ['<a href="?b">x</a>', `<a href="${page}?b">x</a>`],
    [
      '<a href="https://b.example/" rel="noopener">x</a>',
      '<a href="https://b.example/" rel="noopener">x</a>',
    ],
    ['<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'],
    ['<img src="/b.jpg" alt="">', '<img src="https://site.example/b.jpg" alt="">'],
    ['<p data-key="k">said href=&quot;/b&quot;</p>', '<p>said href=&quot;/b&quot;</p>'],
    [
      '<figure data-key="k" data-embed="YouTube"><iframe src="https://v.example/1" title="A film" loading="lazy"></iframe></figure>',
      '<figure><a href="https://v.example/1">A film</a></figure>',
    ],
    ['<iframe src="https://v.example/1"></iframe>', '<a href="https://v.example/1">https://v.example/1</a>'],
  ])('can stand anywhere: %s', (html, portable) => {
    expect(portableHtml(html, page)).toBe(portable);
  });
});
