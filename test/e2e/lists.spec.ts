import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Article, ArticleSummary } from '../../src/articles/article.view.js';
import { restFieldsOf } from '../../src/platform/api/view.js';
import { Site } from '../../src/site/site.view.js';
import { furnish } from '../support/generated-site.js';
import { TestApp } from '../support/test-app.js';

const STORIES = 200;
const ORDERS = {
  PUBLISHED_AT_DESC: '-publishedAt',
  PUBLISHED_AT_ASC: 'publishedAt',
  UPDATED_AT_DESC: '-updatedAt',
  COMMENT_COUNT_DESC: '-commentCount',
  SHARE_COUNT_DESC: '-shareCount',
} as const;

interface List {
  readonly items: { readonly id: string; readonly slug: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number | null;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

interface Connection {
  readonly edges: { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: PageInfo;
}

let site: TestApp;

/** Every story shares its time with many, and its counts with all: only the id tells them apart. */
const line = (index: number): Record<string, unknown> => ({
  externalId: `s${index}`,
  slug: `story-${index}`,
  headline: `Story ${index} of the "council" & naïve 東京`,
  section: ['world', 'europe', 'balkans', 'sport'][index % 4],
  publishedAt: `2026-01-0${1 + (index % 3)}T00:00:00.000Z`,
  body: { text: index % 2 ? 'The harvest was good.' : 'The bridge is closed, они сказали.' },
  language: index % 5 ? 'en' : 'de',
  tags: [`tag-${index % 2}`],
});

beforeAll(async () => {
  site = await TestApp.start();
  await furnish(site);
  await site.import(Array.from({ length: STORIES }, (_, index) => line(index)));
});
afterAll(() => site.close());

const list = async (query: string): Promise<List> => {
  const { status, body } = await site.get<List>(`/v1/articles?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

const code = async (path: string): Promise<unknown> => {
  const { status, body } = await site.get(path);
  expect(status).toBe(400);
  return body['code'];
};

async function connection(args: string): Promise<Connection> {
  const query = `{ articles(${args}) { edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
  const { body } = await site.graphql<{ articles: Connection }>(query);
  expect(body.errors, query).toBeUndefined();
  return body.data?.articles as Connection;
}

/** The ids of a whole list, page by page. */
async function walk(query: string, size: number): Promise<string[]> {
  const ids: string[] = [];
  for (let after = ''; ;) {
    const { items, pageInfo } = await list(`${query}&limit=${size}${after}`);
    ids.push(...items.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return ids;
    after = `&after=${pageInfo.endCursor}`;
  }
}

async function walkBack(order: string, size: number): Promise<string[]> {
  const ids: string[] = [];
  for (let before = ''; ;) {
    const { edges, pageInfo } = await connection(`orderBy: ${order}, last: ${size}${before}`);
    ids.unshift(...edges.map(({ node }) => node.id));
    if (!pageInfo.hasPreviousPage) return ids;
    before = `, before: "${pageInfo.startCursor}"`;
  }
}

describe('walking a list', () => {
  it.each(Object.entries(ORDERS))('visits each story once, both ways: %s', async (order, sort) => {
    const at100 = await walk(`sort=${sort}`, 100);
    expect(new Set(at100).size).toBe(STORIES);
    expect(await walk(`sort=${sort}`, 7)).toEqual(at100);
    expect(await walkBack(order, 9)).toEqual(at100);
  });

  it('follows the sort, and settles ties by id', async () => {
    const { items } = await list('sort=publishedAt&limit=100&fields=id,publishedAt');
    const keys = items.map(
      (item) => `${(item as unknown as { publishedAt: string }).publishedAt} ${item.id}`,
    );
    expect(keys).toEqual([...keys].sort());
    const down = await walk('sort=-publishedAt', 50);
    expect(down).toEqual((await walk('sort=publishedAt', 50)).reverse());
  });

  it('visits each match once by relevance', async () => {
    const ids = await walk('q=harvest&sort=relevance', 7);
    expect([ids.length, new Set(ids).size]).toEqual([STORIES / 2, STORIES / 2]);
  });

  it('is not disturbed by stories that come in meanwhile', async () => {
    const expected = await walk('sort=-publishedAt', 100);
    const seen: string[] = [];
    const added: string[] = [];
    let after = '';
    for (let page = 0; ; page += 1) {
      const { items, pageInfo } = await list(`limit=30${after}`);
      seen.push(...items.map(({ id }) => id));
      if (!pageInfo.hasNextPage) break;
      after = `&after=${pageInfo.endCursor}`;
      const late = await site.import([{ ...line(page), externalId: `late-${page}`, slug: `late-${page}` }]);
      added.push(...late.map(({ id }) => id));
    }
    expect(added.length).toBeGreaterThan(3);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => !added.includes(id))).toEqual(expected);
    await site.database.source.query('delete from article where id = any($1)', [added]);
  });
});

describe('where a page stands', () => {
  it('is said rightly on the first, a middle and the last page, forwards', async () => {
    const first = await connection('first: 80');
    const middle = await connection(`first: 80, after: "${first.pageInfo.endCursor}"`);
    const last = await connection(`first: 80, after: "${middle.pageInfo.endCursor}"`);
    const flags = [first, middle, last].map(({ pageInfo: p }) => [p.hasPreviousPage, p.hasNextPage]);
    expect(flags).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
    for (const { edges, pageInfo } of [first, middle, last]) {
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor, edges.at(-1)?.cursor]);
    }
    expect(last.edges).toHaveLength(40);
  });

  it('is said rightly backwards', async () => {
    const last = await connection('last: 80');
    const middle = await connection(`last: 80, before: "${last.pageInfo.startCursor}"`);
    const first = await connection(`last: 80, before: "${middle.pageInfo.startCursor}"`);
    const flags = [first, middle, last].map(({ pageInfo: p }) => [p.hasPreviousPage, p.hasNextPage]);
    expect(flags).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
    for (const { edges, pageInfo } of [first, middle, last]) {
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]?.cursor, edges.at(-1)?.cursor]);
    }
  });

  it('is said rightly on exact and empty pages', async () => {
    const exact = await connection('first: 100, filter: { tag: "tag-1" }');
    expect([exact.edges.length, exact.pageInfo.hasNextPage]).toEqual([100, false]);
    const beyond = await connection(
      `first: 5, filter: { tag: "tag-1" }, after: "${exact.pageInfo.endCursor}"`,
    );
    const nothing = { hasNextPage: false, startCursor: null, endCursor: null };
    expect([beyond.edges, beyond.pageInfo]).toEqual([[], { ...nothing, hasPreviousPage: true }]);
    const none = await connection('filter: { tag: "none" }');
    expect([none.edges, none.pageInfo]).toEqual([[], { ...nothing, hasPreviousPage: false }]);
    expect(await list('tag=none&count=true')).toMatchObject({
      items: [],
      totalCount: 0,
      pageInfo: { endCursor: null },
    });
  });

  it('needs no items to be said, nor does the count', async () => {
    const ask = async (selection: string) =>
      (await site.graphql(`{ articles(first: 3) { ${selection} } }`)).body;
    expect(await ask('totalCount')).toEqual({ data: { articles: { totalCount: STORIES } } });
    expect(await ask('__typename')).toEqual({ data: { articles: { __typename: 'ArticleConnection' } } });
    expect(await ask('pageInfo { __typename }')).toEqual({
      data: { articles: { pageInfo: { __typename: 'PageInfo' } } },
    });
    expect(await ask('edges { __typename }')).toMatchObject({ data: { articles: { edges: { length: 3 } } } });
    expect(await ask('pageInfo { hasNextPage }')).toEqual({
      data: { articles: { pageInfo: { hasNextPage: true } } },
    });
  });
});

describe('cursors', () => {
  it('of another sort or filter are refused', async () => {
    const { endCursor } = (await list('limit=1')).pageInfo;
    for (const other of ['sort=publishedAt', 'sort=-commentCount', 'tag=tag-1', 'language=en', 'q=bridge']) {
      expect([other, await code(`/v1/articles?${other}&after=${endCursor}`)]).toEqual([
        other,
        'CURSOR_MISMATCH',
      ]);
    }
    expect(await code(`/v1/tags?after=${endCursor}`)).toBe('CURSOR_MISMATCH');
    expect((await list(`limit=5&sort=-publishedAt&count=true&after=${endCursor}`)).items).toHaveLength(5);
  });

  it('that are none are refused, however they look', async () => {
    const { endCursor } = (await list('limit=1')).pageInfo;
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const [mark, key, id] = JSON.parse(Buffer.from(endCursor ?? '', 'base64url').toString()) as [
      string,
      number,
      string,
    ];
    const faulty = [
      ...[
        'garbage',
        'e30',
        encodeURIComponent("'; drop table article; --"),
        '%F0%9F%98%80',
        endCursor?.slice(0, -9),
      ],
      ...[
        encode([mark, key]),
        encode([mark, 'x', id]),
        encode([mark, key, "' or 1=1"]),
        encode([mark, 1e300, id]),
      ],
      ...[
        encode([mark, null, id]),
        encode({ mark, key, id }),
        encode([mark, `${key}`, id]),
        'A'.repeat(1_999),
      ],
    ];
    for (const cursor of faulty) {
      expect([cursor, await code(`/v1/articles?after=${cursor}`)]).toEqual([cursor, 'INVALID_CURSOR']);
    }
    expect(await code(`/v1/articles?after=${'A'.repeat(5_000)}`)).toBe('INVALID_PARAMETER');
  });

  it('come with a Link that leads to the next page', async () => {
    const { headers, body } = await site.get<List>('/v1/articles?limit=3&tag=tag-1&fields=id,slug');
    const [, href] = /^<(https:\/\/api\.example\/[^>]+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
    const next = new URL(href ?? '');
    const { items } = (await site.get<List>(`${next.pathname}${next.search}`)).body;
    expect(items.map(({ id }) => id)).toEqual((await walk('tag=tag-1', 50)).slice(3, 6));
    expect(Object.keys(items[0] ?? {})).toEqual(['id', 'slug']);
    expect(body.pageInfo.hasNextPage).toBe(true);
    expect((await site.get('/v1/articles?limit=100&tag=none')).headers.get('link')).toBeNull();
  });
});

describe('filters', () => {
  const count = async (query: string) => (await list(`${query}&count=true&limit=1`)).totalCount;

  it('count exactly what they leave', async () => {
    const counts = {
      'section=world': 150,
      'section=europe': 100,
      'section=balkans': 50,
      'section=sport': 50,
      'tag=tag-0': 100,
      'language=de': 40,
      'language=DE': 40,
      'publishedAfter=2026-01-01T00:00:00Z': 133,
      'publishedBefore=2026-01-02T00:00:00.000Z': 67,
      'publishedAfter=2026-01-01T01:00:00%2B02:00&publishedBefore=2026-01-01T00:00:01Z': 67,
      'updatedAfter=2099-01-01T00:00:00Z': 0,
      'section=europe&tag=tag-0&language=de': 10,
    };
    for (const [query, expected] of Object.entries(counts))
      expect([query, await count(query)]).toEqual([query, expected]);
    expect((await list('limit=1')).totalCount).toBeNull();
  });

  it('keep the order of ids, leave out what is not there, and leave out what is excluded', async () => {
    const all = await walk('', 100);
    const [a, b, c] = [all[150], all[3], all[77]] as [string, string, string];
    const wanted = [a, '01990000-0000-7000-8000-0000000000ff', b, c, a].join();
    expect((await list(`ids=${wanted}`)).items.map(({ id }) => id)).toEqual([a, b, c]);
    expect(await walk(`ids=${wanted}`, 1)).toEqual([a, b, c]);
    expect((await list(`ids=${wanted}&exclude=${b}`)).items.map(({ id }) => id)).toEqual([a, c]);
    expect(await walk(`exclude=${a},${b}`, 100)).toEqual(all.filter((id) => id !== a && id !== b));
  });

  it('find words in any script, phrases, and nothing where nothing is asked', async () => {
    const searches = {
      ...{
        harvest: 100,
        '"harvest was good"': 100,
        'harvest -good': 0,
        'harvest OR bridge': 200,
        сказали: 100,
      },
      ...{
        東京: 200,
        naïve: 200,
        the: 200,
        '"': 0,
        '& | ! ( ) : *': 0,
        "'; drop table article; --": 0,
        nowhere: 0,
      },
    };
    for (const [q, expected] of Object.entries(searches)) {
      expect([q, await count(`q=${encodeURIComponent(q)}`)]).toEqual([q, expected]);
      expect((await list(`q=${encodeURIComponent(q)}&sort=relevance&limit=1`)).items).toHaveLength(
        expected ? 1 : 0,
      );
    }
  });

  it('that are not there are refused by name', async () => {
    for (const query of ['colour=red', 'fields=nothing', 'fields=section.nothing', 'fields=id.x', 'page=2']) {
      expect([query, await code(`/v1/articles?${query}`)]).toEqual([query, 'UNKNOWN_PARAMETER']);
    }
    expect(['UNKNOWN_PARAMETER', 'INVALID_PARAMETER']).toContain(await code('/v1/articles?include=comments'));
  });
});

describe('fields', () => {
  it('can each be had alone', async () => {
    for (const { name } of restFieldsOf(ArticleSummary)) {
      const { items } = await list(`fields=${name}&limit=2`);
      expect(Object.keys(items[0] ?? {}), name).toEqual([name]);
    }
    for (const { name } of restFieldsOf(Article)) {
      const { body } = await site.get(`/v1/articles/story-1?fields=${name}`);
      expect(Object.keys(body), name).toEqual([name]);
    }
    for (const { name } of restFieldsOf(Site)) {
      expect(Object.keys((await site.get(`/v1/site?fields=${name}`)).body)).toEqual([name]);
    }
    for (const part of [
      'site',
      'breadcrumbs',
      'article',
      'placements',
      'related',
      'share',
      'comments',
      'commentForm',
    ]) {
      expect(Object.keys((await site.get(`/v1/articles/story-1/page?fields=${part}`)).body)).toEqual([part]);
    }
  });

  it('go into what they hold, and keep the order of the view', async () => {
    const grouped = await list('fields=section(name,slug),headline&limit=1');
    const { items } = await list('fields=section.name,headline,section.slug&limit=1');
    expect(grouped.items).toEqual(items);
    expect(items[0]).toEqual({
      headline: expect.any(String),
      section: { slug: expect.any(String), name: expect.any(String) },
    });
    expect(Object.keys(items[0] ?? {})).toEqual(['headline', 'section']);
  });

  it('have the body with include=body alone', async () => {
    expect(Object.keys((await list('limit=1')).items[0] ?? {})).not.toContain('body');
    const [item] = (await list('limit=1&include=body')).items as unknown as { body: object }[];
    expect(Object.keys(item?.body ?? {})).toEqual(['blocks', 'html', 'text', 'wordCount']);
    expect(await code('/v1/articles?fields=body')).toBe('UNKNOWN_PARAMETER');
  });
});
