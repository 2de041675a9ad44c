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
  await site.import([
    { ...usual, publishedAt: '2026-02-01T10:00:00.000Z', body: { text: 'Nothing more is known.' }, ...story },
  ]);
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

describe('suggestions for signs and numbers', () => {
  const SIGNS = {
    covid: 'Covid-19 wards are empty again',
    sars: 'What SARS-CoV-2 left behind',
    deal: 'An 11-month deal with Rotterdam',
    brien: "Eileen O'Brien steps down",
    us: 'U.S. farmers wait for rain',
    microsoft: 'Microsoft’s window onto the sea',
    pay: 'A $15 wage for porters',
    phone: 'AT&T lays a cable',
  };
  const suggest = async (q: string): Promise<string[]> => {
    const { body } = await site.get<{ items: { slug: string }[] }>(`/v1/suggest?q=${encodeURIComponent(q)}`);
    return body.items.map(({ slug }) => slug);
  };
  beforeAll(async () => {
    for (const [slug, headline] of Object.entries(SIGNS)) await publish(slug, { headline });
  });

  it.each([
    ['covid', ['covid-19', 'covid-1', 'COVID-', 'Covid-19 ', 'covid-19 w', 'covid-19 wards', 'covid ']],
    ['sars', ['sars-co', 'sars-cov', 'sars-cov-', 'sars-cov-2', 'SARS-CoV-2 le', 'sars cov']],
    ['deal', ['11-mon', '11-month', '11-month ', '11 month d']],
    ['brien', ["o'bri", "o'brien", "o'brien ", 'eileen o', "eileen o'b", 'brien o']],
    ['us', ['u.s', 'u.s.', 'U.S. f', 'u.s. farm']],
    ['microsoft', ["microsoft's", 'microsoft’s w', "microsoft's wind"]],
    ['pay', ['$15', '15', '$15 w']],
    ['phone', ['at&t', 'AT&T l', 'at&']],
  ])('of %s', async (slug, typed) => {
    for (const q of typed) expect([q, await suggest(q)]).toEqual([q, [slug]]);
  });

  it('end with a word that a space ends', async () => {
    expect(await suggest('porter')).toEqual(['pay']);
    expect(await suggest('porter ')).toEqual([]);
    expect(await suggest('porters ')).toEqual(['pay']);
  });

  it('are not of what else begins with one letter', async () => {
    expect(await suggest('farmers w')).toEqual(['us']);
    expect(await suggest('farmers x')).toEqual([]);
    expect(await suggest('-')).toEqual([]);
  });

  it('say the same headline once, of the newest story', async () => {
    for (const day of [1, 2, 3])
      await publish(`weather-${day}`, {
        headline: 'The weather tomorrow',
        publishedAt: `2026-01-0${day}T10:00:00.000Z`,
      });
    await publish('weather-old', { headline: 'A weather vane', publishedAt: '2025-01-01T10:00:00.000Z' });
    expect(await suggest('weath')).toEqual(['weather-3', 'weather-old']);
  });
});

describe('a snippet', () => {
  const marksOf = async (q: string, slug: string): Promise<string[]> => {
    const hit = (await search(q)).find(({ article }) => article.slug === slug);
    return [...(hit?.snippet ?? '').matchAll(/<mark>(.*?)<\/mark>/g)].map(([, marked]) => marked ?? '');
  };
  const LONG = 'Before that the party said a great deal more of what it had meant to say. '.repeat(40);

  it.each([
    ['horses', 'fr', 'Les chevaux traversent la ville', 'chevaux', ['chevaux']],
    ['telephone', 'en', 'Shares of AT&T rose by a tenth', 'AT&T', ['AT', 'T']],
    ['late-accent', 'en', `${LONG}In the end there was a crêperie.`, 'creperie', ['crêperie']],
    ['late-word', 'en', `${LONG}In the end there was some part left of Zennor.`, 'zennor', ['Zennor']],
    ['inside', 'en', `Bipartisan bread. ${LONG}In the end it was about the arti moon.`, 'arti', ['arti']],
    ['inside-too', 'en', `${LONG}Lastly it was an arty affair.`, 'arty', ['arty']],
  ])('has marks: %s', async (slug, language, text, q, marks) => {
    await publish(slug, { language, body: { text } });
    expect(await marksOf(q, slug)).toEqual(marks);
  });

  it('is of a story without the signs that stand for marks meanwhile', async () => {
    await publish('control', { body: { text: 'Some \u0001control\u0002 characters on a gantry' } });
    const [hit] = await search('gantry');
    expect(hit?.snippet).toBe('Some control characters on a <mark>gantry</mark>');
  });
});

it('counts a story of the first moment of a year in that year, and finds it by the filter of the guide', async () => {
  await publish('first-moment', {
    body: { text: 'The bellwether rang in the year' },
    publishedAt: '2024-01-01T00:00:00.000Z',
  });
  const year = '&publishedAfter=2023-12-31T23:59:59.999Z&publishedBefore=2025-01-01T00:00:00Z';
  const { body } = await site.get<Found & { facets: { year: unknown[] } }>(`/v1/search?q=bellwether${year}`);
  expect(body.items.map(({ article }) => article.slug)).toEqual(['first-moment']);
  expect(body.facets.year).toEqual([{ value: '2024', label: '2024', count: 1 }]);
});

describe('letters of texts without spaces', () => {
  it('are words of their own', async () => {
    await publish('earthquake', {
      language: 'ja',
      headline: '東京都で地震が発生、コーヒー店',
      newTags: ['政治', '日本'],
      body: { text: '午後三時ごろ関東地方で揺れを観測した。' },
    });
    await publish('bangkok', { language: 'th', body: { text: 'ฝนตกหนักในกรุงเทพมหานครวันนี้' } });
    for (const q of ['震', '"地 震"', '"京 都 で 地"', '"コ ー ヒ ー"', '"観 測"', '"日 本"', '東京', '政治'])
      expect([q, await slugs(q)]).toEqual([q, ['earthquake']]);
    for (const q of ['"震 地"', '"生 コ"', '"治 日"', '"本 午"'])
      expect([q, await slugs(q)]).toEqual([q, []]);
    expect(await slugs(`"${[...'มหานคร'].join(' ')}"`)).toEqual(['bangkok']);
  });

  it('are bounded as words are', async () => {
    const rare = Array.from({ length: 20_000 }, (_, number) => String.fromCodePoint(0x4e00 + number));
    const words = rare.map(
      (letter, number) => `${letter}${LATIN[number % 20]}s${number % 2 === 0 ? '-' : ' '}`,
    );
    await publish('rare-letters', { language: 'en', body: { text: words.join('') } });
    expect(await slugs('"丁 丂"')).toEqual([]);
    expect(await slugs('丁cs')).toEqual(['rare-letters']);
  });
});

it('publishes a story of signs without an end in no time', async () => {
  await publish('endless', { body: { text: `Underlined ${'a_'.repeat(30_000)} zyxwv` } });
  expect(await slugs('zyxwv')).toEqual(['endless']);
});
