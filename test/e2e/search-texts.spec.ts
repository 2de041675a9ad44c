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

describe('a phrase', () => {
  it('stands in one place: in the headline, the dek, a tag or the body', async () => {
    await publish('apart', {
      headline: 'Harbour ferry ends',
      dek: 'Begins at the quay, and so on',
      newTags: ['Alderney voyages', 'Breakwater works'],
      body: { text: 'Falconry far from here. The last word is lighthouse' },
    });
    for (const phrase of [
      ...[
        '"ends begins"',
        '"quay alderney"',
        '"voyages breakwater"',
        '"works falconry"',
        '"lighthouse harbour"',
      ],
      '"quay and so on alderney"',
    ])
      expect([phrase, await slugs(phrase)]).toEqual([phrase, []]);
    for (const phrase of [
      ...[
        '"ferry ends"',
        '"begins at the quay"',
        '"alderney voyages"',
        '"breakwater works"',
        '"falconry far"',
      ],
      'ends begins',
    ])
      expect([phrase, await slugs(phrase)]).toEqual([phrase, ['apart']]);
  });

  it('does not begin where a headline ends with words that are passed over', async () => {
    await publish('passed-over', { headline: 'Kestrel and more', body: { text: 'Hawking far away' } });
    expect(await slugs('"kestrel hawking"')).toEqual([]);
    expect(await slugs('"kestrel and more hawking"')).toEqual([]);
  });

  it('is not found by what keeps the places apart', async () => {
    expect(await slugs('0'.repeat(20))).toEqual([]);
    expect(await slugs('000*')).toEqual([]);
    const { body } = await site.get('/v1/suggest?q=0000');
    expect(body['items']).toEqual([]);
  });
});
