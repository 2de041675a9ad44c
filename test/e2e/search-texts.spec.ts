import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '../support/test-app.js';

interface Found {
  items: { article: { slug: string }; snippet: string }[];
}

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());

/** Publishes a story that is named by its slug. */
const publish = async (slug: string, story: Record<string, unknown>): Promise<void> => {
  const usual = { slug, externalId: slug, headline: `Headline of ${slug}`, section: 'world' };
  await site.import([{ ...usual, publishedAt: '2026-02-01T10:00:00.000Z', body: { text: '' }, ...story }]);
};
const search = async (q: string): Promise<Found['items']> => {
  const { status, body } = await site.get<Found>(`/v1/search?q=${encodeURIComponent(q)}`);
  expect([q, status, body]).toEqual([q, 200, body]);
  return body.items;
};
const slugs = async (q: string): Promise<string[]> => (await search(q)).map(({ article }) => article.slug);

/** So many different words of an alphabet, each `letters` long. */
const words = (alphabet: string, letters: number, count: number): string[] =>
  Array.from({ length: count }, (_, number) =>
    Array.from(
      { length: letters },
      (_, place) => alphabet[Math.floor(number / alphabet.length ** place) % alphabet.length],
    ).join(''),
  );
const inPairs = (all: readonly string[]): string =>
  all.map((word, number) => word + (number % 2 === 0 ? '-' : ' ')).join('');

const LATIN = 'bcdfghjklmnpqrstvwxz';
const CYRILLIC = 'абвгдежзиклмнопрстуфхцчшщэюя';
const GEORGIAN = 'აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ';

describe('a text of nothing but rare words', () => {
  it.each([
    ['pairs-of-russian', 'ru', inPairs(words(CYRILLIC, 4, 39_800))],
    ['pairs-of-english', 'en', inPairs(words(`${LATIN}aeiouy`, 3, 17_576).map((word) => `${word}s`))],
    ['pairs-of-georgian', 'ka', inPairs(words(GEORGIAN, 4, 39_800))],
    [
      'addresses',
      'de',
      words(LATIN, 4, 40_000)
        .map((word) => `${word}.${word}/${word}`)
        .join(' '),
    ],
  ])('is published and found: %s', async (slug, language, text) => {
    await publish(slug, { language, body: { text: `Beginning${slug} ${text}` } });
    expect(await slugs(`beginning${slug}`)).toEqual([slug]);
  });

  it('may have tags and a dek of such words too', async () => {
    const rare = words(CYRILLIC, 3, 20_000);
    const tags = Array.from({ length: 200 }, (_, number) =>
      inPairs(rare.slice(number * 50, number * 50 + 49)),
    );
    await publish('all-rare', {
      language: 'ru',
      headline: inPairs(rare.slice(-125)),
      dek: inPairs(rare.slice(-600, -125)),
      newTags: tags,
      body: { text: inPairs(words(CYRILLIC, 4, 39_800)) },
    });
    expect(await slugs(rare.at(-1) ?? '')).toContain('all-rare');
  });
});
