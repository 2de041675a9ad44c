import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { TestApp } from '../support/test-app.js';
import { type Body, furnishNewsroom, published, send, step } from '../support/writing.js';

let site: TestApp;
let one: Body;
/** What stands beside it, by what it has: a section, a second tag, a day in January. */
let beside: { story: Body; section: string; tag: string | null; day: number }[];

beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
  await furnishNewsroom(site);
  await send(site, 'POST', '/v1/sections', { name: 'Elsewhere', slug: 'elsewhere' });
  const story = (section: string, tags: string[], day: number) =>
    published(site, {
      headline: `H${randomUUID().slice(0, 8)}`,
      section,
      tags: ['rivers', ...tags],
      publishAt: `2026-01-0${day}T00:00:00Z`,
    });
  one = await story('world', [], 5);
  beside = [];
  for (const section of ['world', 'elsewhere']) {
    for (const tag of ['bridges', null]) {
      for (const day of [2, 6]) {
        beside.push({ story: await story(section, tag ? [tag] : [], day), section, tag, day });
      }
    }
  }
});
afterAll(() => site.close());

interface Asked {
  exclude?: string[];
  section?: string;
  tag?: string;
  publishedAfter?: string;
}

const query = (asked: Asked, prefix = ''): string =>
  Object.entries(asked)
    .map(([name, value]) => `${prefix}${name}=${encodeURIComponent(String(value))}`)
    .join('&');

const VARIABLES = '$exclude: [ID!], $section: String, $tag: String, $publishedAfter: DateTime';
const ARGUMENTS = 'exclude: $exclude, section: $section, tag: $tag, publishedAfter: $publishedAfter';

const idsOf = (items: readonly Body[]): string[] => items.map(({ article }) => article.id);

/** Ids of what is shown of the list, over both transports and on pages, where it has to be the same. */
async function shown(asked: Asked, limit = 20): Promise<string[]> {
  const list = await site.get<Body>(`/v1/articles/${one.slug}/related?limit=${limit}&${query(asked)}`);
  const ids = idsOf(list.body.items);
  const page = `/v1/articles/${one.slug}/page?related.limit=${limit}&${query(asked, 'related.')}`;
  const { body } = await site.get<Body>(page);
  expect(idsOf(body.related), page).toEqual(ids);
  expect(body.article.id).toBe(one.id);
  const text = `query Q(${VARIABLES}) {
    article(slug: "${one.slug}") { related(first: ${limit}, ${ARGUMENTS}) { article { id } } }
    articlePage(slug: "${one.slug}") { related(first: ${limit}, ${ARGUMENTS}) { article { id } } }
  }`;
  const variables = encodeURIComponent(JSON.stringify(asked));
  const answer = await site.get<Body>(`/graphql?query=${encodeURIComponent(text)}&variables=${variables}`);
  expect(idsOf(answer.body.data.article.related), query(asked)).toEqual(ids);
  expect(idsOf(answer.body.data.articlePage.related), query(asked)).toEqual(ids);
  return ids;
}

/** Every combination of what a list may be narrowed to, the whole list among them. */
function* combinations(): Generator<Asked> {
  const excluded = [beside[0], beside[7]].map((other) => other?.story.id as string);
  for (let bits = 0; bits < 16; bits += 1) {
    yield {
      ...(bits & 1 ? { exclude: excluded } : {}),
      ...(bits & 2 ? { section: 'elsewhere' } : {}),
      ...(bits & 4 ? { tag: 'bridges' } : {}),
      ...(bits & 8 ? { publishedAfter: '2026-01-05T00:00:00Z' } : {}),
    };
  }
}

it('every narrowing keeps what it names, and all of them together, while answers are in memory', async () => {
  const cache = site.app.get(ResponseCache, { strict: false });
  await expect.poll(() => cache.isOn).toBe(true);
  const all = await shown({});
  expect(all.toSorted()).toEqual(beside.map(({ story }) => story.id).toSorted());
  // Twice: once they are made, and once they are taken from memory.
  for (let round = 0; round < 2; round += 1) {
    for (const asked of combinations()) {
      const fits = new Set(
        beside
          .filter(({ story, section, tag, day }) => {
            const isLate = !asked.publishedAfter || day > 5;
            const isThere = (asked.section ?? section) === section && (asked.tag ?? tag) === tag;
            return isThere && isLate && !asked.exclude?.includes(story.id);
          })
          .map(({ story }) => story.id),
      );
      expect(await shown(asked), query(asked)).toEqual(all.filter((id) => fits.has(id)));
    }
  }
  expect(cache.find(`/v1/articles/${one.slug}/page?related.limit=20&related.tag=bridges`)).toBeDefined();
});

it('two narrowings of one form never share an answer', async () => {
  const all = await shown({});
  for (const id of all) expect(await shown({ exclude: [id] })).toEqual(all.filter((other) => other !== id));
  for (const section of ['world', 'elsewhere', 'nowhere', 'world']) {
    const there = new Set(beside.filter((other) => other.section === section).map(({ story }) => story.id));
    expect(await shown({ section })).toEqual(all.filter((id) => there.has(id)));
  }
});

it('the next best stand in for what is left out, and fewer are shown when there are no more', async () => {
  const all = await shown({});
  expect(await shown({ exclude: all.slice(0, 2) }, 2)).toEqual(all.slice(2, 4));
  expect(await shown({ exclude: all.slice(1) }, 5)).toEqual(all.slice(0, 1));
  expect(await shown({ exclude: all })).toEqual([]);
});

it('unknown ids and slugs leave out nothing and find nothing', async () => {
  const all = await shown({});
  expect(await shown({ exclude: [randomUUID(), one.id.toUpperCase(), randomUUID()] })).toEqual(all);
  expect(await shown({ exclude: [(all[0] as string).toUpperCase()] })).toEqual(all.slice(1));
  expect(await shown({ tag: 'never-was' })).toEqual([]);
  expect(await shown({ section: "'; drop table article" })).toEqual([]);
});

it('a hundred ids at most are left out, and what is no id, time or name is refused', async () => {
  const many = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
  expect(await shown({ exclude: many(100) })).toHaveLength(beside.length);
  const wrong: [name: string, value: string][] = [
    ['exclude', many(101).join()],
    ['exclude', 'x'],
    ['exclude', ''],
    ['exclude', `${one.id},`],
    ['exclude', one.slug],
    ['section', ''],
    ['tag', 'x'.repeat(201)],
    ['tag', '\u0000'],
    ['publishedAfter', 'yesterday'],
  ];
  for (const [name, value] of wrong) {
    for (const path of [`related?${name}`, `page?related.${name}`]) {
      const { status, body } = await site.get<Body>(
        `/v1/articles/${one.slug}/${path}=${encodeURIComponent(value)}`,
      );
      expect([status, body.code, body.errors[0].pointer], `${path}=${value}`).toEqual([
        400,
        'INVALID_PARAMETER',
        path.split('?')[1],
      ]);
    }
  }
  const twice = await site.get<Body>(`/v1/articles/${one.slug}/related?exclude=${one.id}&exclude=${one.id}`);
  expect(twice.body.code).toBe('INVALID_PARAMETER');
  for (const given of [
    `exclude: ${JSON.stringify(many(101))}`,
    'exclude: ["x"]',
    'section: ""',
    'first: 101',
  ]) {
    for (const root of ['article', 'articlePage']) {
      const { body } = await site.graphql<Body>(
        `{ ${root}(slug: "${one.slug}") { related(${given}) { score } } }`,
      );
      expect(body.errors?.[0]?.extensions.code, `${root} ${given}`).toBe('INVALID_PARAMETER');
    }
  }
  const empty = await site.graphql<Body>(
    `{ article(slug: "${one.slug}") { related(exclude: [], first: 20) { score } } }`,
  );
  expect(empty.body.data.article.related).toHaveLength(beside.length);
});

it('a story that gets a tag or goes to a section is among those at once', async () => {
  const before = await shown({ tag: 'bridges' });
  const other = beside.find(({ tag }) => tag === null)?.story as Body;
  const { body } = await send(
    site,
    'PATCH',
    `/v1/articles/${other.id}`,
    { tags: ['rivers', 'bridges'], section: 'elsewhere' },
    { version: other.version },
  );
  await step(site, other.id, 'publish', body.version);
  const after = await shown({ tag: 'bridges' });
  expect(after.toSorted()).toEqual([...before, other.id].toSorted());
  expect(await shown({ section: 'elsewhere' })).toContain(other.id);
  expect(await shown({ section: 'world' })).not.toContain(other.id);
});
