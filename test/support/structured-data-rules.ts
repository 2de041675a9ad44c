import { Parser } from 'htmlparser2';
import { expect } from 'vitest';
import type { Seo } from '../../src/articles/seo.view.js';

/**
 * What search engines and networks ask of the head of a story's page: Google's rules for articles and breadcrumbs
 * (https://developers.google.com/search/docs/appearance/structured-data), https://ogp.me and the cards of X.
 */

/** ISO 8601 with a zone. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/;
/** Not only blanks. */
const TEXT: Rule = (value) => expect(value).toEqual(expect.stringMatching(/[^ \t\r\n]/));
const URL_: Rule = (value) => {
  expect(URL.canParse(String(value)), `${String(value)} is an absolute address`).toBe(true);
  expect(new URL(String(value)).protocol).toMatch(/^https?:$/);
};
const TIME: Rule = (value) => expect(value).toEqual(expect.stringMatching(INSTANT));
const COUNT: Rule = (value) => expect([Number.isInteger(value), Number(value) >= 0]).toEqual([true, true]);
const SIZE: Rule = (value) => expect([Number.isInteger(value), Number(value) > 0]).toEqual([true, true]);
const LANGUAGE: Rule = (value) => expect(Intl.getCanonicalLocales(String(value))).toHaveLength(1);
const TRUTH: Rule = (value) => expect(value).toEqual(expect.any(Boolean));
const exactly =
  (expected: unknown): Rule =>
  (value) =>
    expect(value).toBe(expected);
const listOf =
  (rule: Rule): Rule =>
  (value) => {
    expect(value).toEqual(expect.any(Array));
    expect((value as unknown[]).length).toBeGreaterThan(0);
    for (const item of value as unknown[]) rule(item);
  };

type Rule = (value: unknown) => void;
type Members = Record<string, unknown>;

/** An object of this type: the members that it must have, those that it may have, and no other. */
const object =
  (type: string, required: Record<string, Rule>, optional: Record<string, Rule> = {}): Rule =>
  (value) => {
    const { '@type': actual, ...members } = value as Members;
    expect(actual).toBe(type);
    expect(Object.keys(members)).toEqual(expect.arrayContaining(Object.keys(required)));
    const rules: Record<string, Rule> = { ...required, ...optional };
    for (const [name, member] of Object.entries(members)) {
      expect(Object.keys(rules), `${type}.${name}`).toContain(name);
      rules[name]?.(member);
    }
  };

const ORGANIZATION = object('NewsMediaOrganization', { name: TEXT, url: URL_ });
const PERSON = object('Person', { name: TEXT, url: URL_ });
const AUTHOR: Rule = (value) => ((value as Members)['@type'] === 'Person' ? PERSON : ORGANIZATION)(value);
const IMAGE = object(
  'ImageObject',
  { url: URL_ },
  { width: SIZE, height: SIZE, caption: TEXT, creditText: TEXT },
);
const NEWS_ARTICLE = object(
  'NewsArticle',
  {
    ...{ '@id': URL_, url: URL_, mainEntityOfPage: URL_, headline: TEXT, datePublished: TIME },
    ...{ dateModified: TIME, author: listOf(AUTHOR), publisher: ORGANIZATION, articleSection: TEXT },
    ...{ inLanguage: LANGUAGE, wordCount: COUNT, isAccessibleForFree: TRUTH },
  },
  {
    ...{ description: TEXT, image: listOf(IMAGE), keywords: listOf(TEXT) },
    hasPart: object('WebPageElement', {
      isAccessibleForFree: exactly(false),
      // Google takes selectors of classes alone.
      cssSelector: (value) => expect(value).toMatch(/^\.[\w-]+$/),
    }),
    correction: listOf(object('CorrectionComment', { text: TEXT, datePublished: TIME })),
  },
);
const LIST_ITEM = object('ListItem', { position: SIZE, name: TEXT, item: URL_ });

/** The graph of a story that readers can find. */
export function checkJsonLd(value: object): Members {
  const { '@context': context, '@graph': graph, ...rest } = value as Members;
  expect([context, rest]).toEqual(['https://schema.org', {}]);
  const [news, list, ...others] = graph as Members[];
  expect(others).toEqual([]);
  NEWS_ARTICLE(news);
  const { datePublished, dateModified, isAccessibleForFree, hasPart } = news as Members;
  expect(Date.parse(dateModified as string)).toBeGreaterThanOrEqual(Date.parse(datePublished as string));
  expect(hasPart !== undefined).toBe(isAccessibleForFree === false);
  object('BreadcrumbList', { itemListElement: listOf(LIST_ITEM) })(list);
  const steps = list?.['itemListElement'] as Members[];
  // One step is no trail.
  expect(steps.length).toBeGreaterThan(1);
  expect(steps.map(({ position }) => position)).toEqual(steps.map((_, index) => index + 1));
  checkNothingEmpty(value);
  return news as Members;
}

function checkNothingEmpty(value: unknown): void {
  expect([null, '', undefined]).not.toContain(value);
  if (typeof value !== 'object' || value === null) return;
  expect(Object.keys(value).length, 'an empty object or list').toBeGreaterThan(0);
  for (const member of Object.values(value)) checkNothingEmpty(member);
}

const nullOr =
  (rule: Rule): Rule =>
  (value) => {
    if (value !== null) rule(value);
  };

/** The values of a story that readers can find. Tags are made of those that are there. */
export function checkSeo({ title, canonical, openGraph, twitter, oEmbed, jsonLd }: Seo): void {
  TEXT(title);
  URL_(canonical);
  for (const text of [openGraph.title, openGraph.siteName, openGraph.section]) TEXT(text);
  for (const text of openGraph.tags) TEXT(text);
  expect(openGraph.type).toBe('article');
  for (const url of [openGraph.url, oEmbed.json, oEmbed.xml, ...openGraph.authors]) URL_(url);
  for (const url of [openGraph.image, twitter.image]) nullOr(URL_)(url);
  for (const size of [openGraph.imageWidth, openGraph.imageHeight]) nullOr(SIZE)(size);
  for (const text of [openGraph.imageAlt, twitter.imageAlt]) nullOr(TEXT)(text);
  // The form that ogp.me gives a locale: language_TERRITORY.
  nullOr((locale) => expect(locale).toMatch(/^[a-z]{2,3}_[A-Z]{2}$/))(openGraph.locale);
  TIME(openGraph.publishedTime);
  TIME(openGraph.modifiedTime);
  nullOr(TIME)(openGraph.expirationTime);
  const { image, imageWidth, imageHeight } = openGraph;
  const isLarge = image !== null && (imageWidth ?? 300) >= 300 && (imageHeight ?? 157) >= 157;
  expect(twitter.card).toBe(isLarge ? 'summary_large_image' : 'summary');
  checkJsonLd(jsonLd);
}

interface HeadElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements of a head, as a browser sees them; every one at the top. */
export function elementsOf(head: string): HeadElement[] {
  const elements: HeadElement[] = [];
  const open: HeadElement[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      const element = { name, attributes, text: '' };
      expect(open, `${name} stands in another element`).toEqual([]);
      elements.push(element);
      open.push(element);
    },
    ontext(text) {
      const [around] = open;
      if (around) around.text += text;
      else expect(text.trim()).toBe('');
    },
    oncomment: (text) => expect.fail(`a comment: ${text}`),
    onclosetag: () => void open.pop(),
  });
  parser.end(head);
  return elements;
}

/** What a text is in HTML that cannot hold all of it: without controls, halves of characters and what is no character. */
const held = (text: string): string =>
  text.replace(/[^\t\n\r\u{20}-\u{7E}\u{A0}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');

/** The tags of a head, against the values that they are made of. */
export function checkHead(
  head: string,
  { title, description, canonical, openGraph, twitter, oEmbed, jsonLd }: Seo,
): void {
  const elements = elementsOf(head);
  expect(new Set(elements.map(({ name }) => name))).toEqual(new Set(['title', 'meta', 'link', 'script']));
  const named = (name: string) => elements.filter((element) => element.name === name);
  expect(named('title').map(({ text }) => text)).toEqual([held(title)]);
  const [script, ...scripts] = named('script');
  expect([script?.attributes, scripts]).toEqual([{ type: 'application/ld+json' }, []]);
  expect(script?.text).not.toContain('<');
  expect(JSON.parse(script?.text ?? '')).toEqual(jsonLd);
  expect(named('link').map(({ attributes: { rel, type, href } }) => [rel, type, href])).toEqual([
    ['canonical', undefined, canonical],
    ['alternate', 'application/json+oembed', oEmbed.json],
    ['alternate', 'text/xml+oembed', oEmbed.xml],
  ]);
  const metas = named('meta').map(({ attributes }) => [
    attributes['name'] ?? attributes['property'],
    attributes['content'],
  ]);
  const meta = (name: string): (string | undefined)[] =>
    metas.flatMap(([key, content]) => (key === name ? [content] : []));
  const expected: [string, string | number | null | readonly string[]][] = [
    ['description', description],
    ...(['title', 'description', 'url', 'image', 'locale', 'type'] as const).map(
      (name): [string, string | null] => [`og:${name}`, openGraph[name]],
    ),
    ['og:site_name', openGraph.siteName],
    ['og:image:width', openGraph.imageWidth],
    ['og:image:height', openGraph.imageHeight],
    ['og:image:alt', openGraph.imageAlt],
    ['article:published_time', openGraph.publishedTime],
    ['article:modified_time', openGraph.modifiedTime],
    ['article:expiration_time', openGraph.expirationTime],
    ['article:author', openGraph.authors],
    ['article:section', openGraph.section],
    ['article:tag', openGraph.tags],
    ...(['card', 'title', 'description', 'image'] as const).map((name): [string, string | null] => [
      `twitter:${name}`,
      twitter[name],
    ]),
    ['twitter:image:alt', twitter.imageAlt],
  ];
  for (const [name, value] of expected) {
    const values = [value].flat().filter((one) => one !== null && one !== '');
    expect(meta(name), name).toEqual(values.map((one) => held(String(one))));
  }
  expect(new Set(metas.map(([name]) => name))).toEqual(
    new Set(expected.filter(([name]) => meta(name).length > 0).map(([name]) => name)),
  );
}
