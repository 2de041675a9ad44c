import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '../support/test-app.js';

/** More words that begin alike than are looked for. */
const MANY = 120;

const story = (slug: string, headline: string, text: string, more: object = {}) => ({
  ...{ externalId: slug, slug, headline, section: 'world', publishedAt: '2026-02-01T10:00:00.000Z' },
  ...{ body: { text }, ...more },
});

const STORIES = [
  story('virus', 'COVID-19 cases fall', 'Fewer people are ill than in spring.'),
  story('ferry', 'Ibex on board', 'The ferry sails at noon.'),
  story('inside', 'Ibex incident', 'It was seen near the village.'),
  story('ford', 'A river crossing', 'Carts went through the ford for years.', { section: 'markets' }),
  story('word', 'For a few coins', 'Nothing else was asked for in those days.', { section: 'technology' }),
  story('mars', 'Rain over the hills', 'Fields are wet and will be wet.'),
  story('typo', 'Notes on the margin', 'Nobody saw the crosing of the sheep.'),
  story('both', 'Lapwing and plover return', 'They were away.'),
  story('often', 'Notes from the shore', 'A lapwing met a plover. '.repeat(20)),
  ...Array.from({ length: MANY }, (_, index) =>
    story(
      `q-${index}`,
      `Quo${'abcdefghij'[index % 10]}${'klmnopqrstuv'[Math.floor(index / 10)]}ra`,
      'So be it.',
    ),
  ),
];

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  await site.import(STORIES);
});
afterAll(() => site.close());

interface Found {
  items: { article: { slug: string } }[];
  approximate: boolean;
  totalCount: number;
}

const search = async (q: string, rest = ''): Promise<Found> => {
  const { status, body } = await site.get<Found>(`/v1/search?q=${encodeURIComponent(q)}&count=true${rest}`);
  expect([q, status, body]).toEqual([q, 200, body]);
  return body;
};
const found = async (q: string, rest = ''): Promise<string[]> =>
  (await search(q, rest)).items.map(({ article }) => article.slug);
const listed = async (q: string): Promise<string[]> => {
  const { body } = await site.get<{ items: { slug: string }[] }>(`/v1/articles?q=${encodeURIComponent(q)}`);
  return body.items.map(({ slug }) => slug);
};

describe('beginnings of words', () => {
  it.each(['covid-1*', 'COVID-19*', 'cov*', 'cas*'])('%s, in search and in lists', async (q) => {
    expect([await found(q), await listed(q)]).toEqual([['virus'], ['virus']]);
  });

  it('leave out all words that begin so, however many', async () => {
    expect([await found('ibex -in*'), await listed('ibex -in*')]).toEqual([['ferry'], ['ferry']]);
    const { totalCount } = await search('so -quo*');
    expect(totalCount).toBe(0);
  });

  it('stand for the words that most stories have, and say when there are more', async () => {
    expect(await search('quo*')).toMatchObject({ approximate: true, totalCount: 100 });
    expect(await search('quoa*')).toMatchObject({ approximate: false, totalCount: 12 });
  });

  it('are words where a letter alone says nothing', async () => {
    expect(await found('c*')).toEqual([]);
  });

  it.each(['search', 'articles'])('are no more than five (%s)', async (list) => {
    const q = 'co* in* fo* la* ra*';
    expect((await site.get(`/v1/${list}?q=${q}`)).status).toBe(200);
    expect(await site.get(`/v1/${list}?q=${q}%20-no*`)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_PARAMETER' },
    });
  });
});

describe('lists and searches', () => {
  it.each(['ibex -ferries', '"ferry sails"', 'ford OR coins', 'lapwings'])('find the same: %s', async (q) => {
    expect((await listed(q)).toSorted()).toEqual((await found(q)).toSorted());
  });

  it.each(['-ferry', ' '])('refuse the same: %j', async (q) => {
    for (const list of ['search', 'articles']) {
      const answer = await site.get(`/v1/${list}?q=${encodeURIComponent(q)}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_PARAMETER' } });
    }
  });
});

describe('typing errors', () => {
  it('are words of no headline, whatever a search is narrowed by', async () => {
    expect(await found('coins', '&section=markets')).toEqual([]);
    expect(await found('ford', '&section=technology')).toEqual([]);
    expect(await found('ford')).toEqual(['ford']);
  });

  it('stand behind what was written as it is typed', async () => {
    expect(await found('crosing')).toEqual(['typo', 'ford']);
  });

  it.each([
    ['ibxe', ['ferry', 'inside']],
    ['lapwnig', ['both', 'often']],
    ['hlls', ['mars']],
    ['coens', ['word']],
  ])('%s', async (q, slugs) => {
    expect((await found(q)).toSorted()).toEqual(slugs);
  });
});

it('weighs a headline above many words of a body, also for several words', async () => {
  expect(await found('lapwing plover')).toEqual(['both', 'often']);
});

it('prices searches in GraphQL', async () => {
  const searches = (count: number): string =>
    `{ ${Array.from({ length: count }, (_, n) => `s${n}: search(query: "ibex") { approximate }`).join(' ')} }`;
  expect((await site.graphql(searches(12))).body.errors).toBeUndefined();
  expect((await site.graphql(searches(13))).body.errors?.[0]?.extensions).toMatchObject({
    code: 'QUERY_TOO_COSTLY',
  });
});
