import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { TestApp } from '../support/test-app.js';
import { type Body, furnishNewsroom, mutate, published, send, writer } from '../support/writing.js';

const HOUR = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();
const inSeconds = (seconds: number): string => inHours(seconds / 3_600);

let site: TestApp;
/** A story, two that stand beside it by their tag, and two that have nothing to do with it. */
let one: Body;
let near: Body[];
let first: Body;
let second: Body;
let version: number;

beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
  await furnishNewsroom(site);
  await send(site, 'POST', '/v1/sections', { name: 'Elsewhere', slug: 'elsewhere' });
});
afterAll(() => site.close());

let corner = 0;
beforeEach(async () => {
  corner += 1;
  const tag = `pinned-beside-${corner}`;
  await send(site, 'POST', '/v1/tags', { name: tag, slug: tag });
  // No words in common: the two beside the story share its tag, the others nothing.
  const story = (changes: Body) => published(site, { headline: `H${randomUUID().slice(0, 8)}`, ...changes });
  near = [await story({ tags: [tag] }), await story({ tags: [tag] })];
  first = await story({ section: 'elsewhere' });
  second = await story({ section: 'elsewhere' });
  one = await story({ tags: [tag] });
  version = one.version;
});

const cacheOf = async (app: TestApp): Promise<ResponseCache> => {
  const cache = app.app.get(ResponseCache, { strict: false });
  await expect.poll(() => cache.isOn).toBe(true);
  return cache;
};

/** Says which stories are pinned beside the story, and when. */
async function arrange(pins: readonly Body[], changes: Body = {}): Promise<Body> {
  const choice = { pins: pins.map(({ id }) => id), exclusions: [], neverRecommend: false, ...changes };
  const { status, body } = await send(site, 'PUT', `/v1/articles/${one.id}/related`, choice, { version });
  if (status === 200) version += 1;
  return body;
}

const idsOf = (items: readonly Body[]): string[] => items.map(({ article }) => article.id);

/** Ids of what stands beside the story wherever it is shown, which has to be the same everywhere. */
async function beside(app = site, limit = 20): Promise<string[]> {
  const query = (root: string): string =>
    `{ ${root}(id: "${one.id}") { related(first: ${limit}) { article { id } } } }`;
  const [list, page, story, whole] = await Promise.all([
    app.get<Body>(`/v1/articles/${one.id}/related?limit=${limit}`),
    app.get<Body>(`/v1/articles/${one.id}/page?related.limit=${limit}`),
    app.graphql<Body>(query('article')),
    app.graphql<Body>(query('articlePage')),
  ]);
  const ids = idsOf(list.body.items);
  expect(idsOf(page.body.related)).toEqual(ids);
  expect(idsOf(story.body.data.article.related)).toEqual(ids);
  expect(idsOf(whole.body.data.articlePage.related)).toEqual(ids);
  return ids;
}

const computed = (): string[] => near.map(({ id }) => id);

describe('a pin with dates', () => {
  it('comes first while its time lasts, and takes no place outside of it', async () => {
    const times: [from: number | null, until: number | null, stands: boolean][] = [
      [null, null, true],
      [-1, null, true],
      [null, 1, true],
      [-1, 1, true],
      [1, null, false],
      [1, 2, false],
      [null, -1, false],
      [-2, -1, false],
    ];
    for (const [from, until, stands] of times) {
      const period = {
        id: first.id,
        ...(from === null ? {} : { from: inHours(from) }),
        ...(until === null ? {} : { until: inHours(until) }),
      };
      await arrange([first, second], { pinPeriods: [period] });
      const pins = stands ? [first.id, second.id] : [second.id];
      expect((await beside()).slice(0, pins.length), `${from} to ${until}`).toEqual(pins);
      expect((await beside()).slice(pins.length).sort(), `${from} to ${until}`).toEqual(computed().sort());
      expect(await beside(site, 2)).toHaveLength(2);
    }
  });

  it('is shown to editors with its times, and to nobody else', async () => {
    const period = { id: first.id, from: inHours(1), until: inHours(2) };
    const choice = { pins: [second.id, first.id], exclusions: [], neverRecommend: false };
    const answer = await arrange([second, first], { pinPeriods: [period] });
    expect(answer).toEqual({ ...choice, pinPeriods: [period] });
    const path = `/v1/articles/${one.id}/related/choice`;
    expect((await site.get(path, writer)).body).toEqual(answer);
    expect((await site.get(path)).status).toBe(401);
    const query = `{ relatedChoice(articleId: "${one.id}") { pins pinPeriods { id from until } } }`;
    const { body } = await site.graphql<Body>(query, {}, writer);
    expect(body.data.relatedChoice).toEqual({ pins: choice.pins, pinPeriods: [period] });
    const open = await arrange([second, first], { pinPeriods: [{ id: first.id, until: period.until }] });
    expect(open.pinPeriods).toEqual([{ id: first.id, from: null, until: period.until }]);
  });

  it('keeps its times when nothing is said of them, and loses them when none are', async () => {
    const pinPeriods = [{ id: first.id, from: inHours(-2), until: inHours(-1) }];
    await arrange([first], { pinPeriods });
    const plain = { pins: [second.id, first.id], exclusions: [], neverRecommend: false };
    expect(await arrange([second, first])).toEqual({ ...plain, pinPeriods });
    expect(await beside()).not.toContain(first.id);
    for (const none of [null, []]) {
      await arrange([second, first], { pinPeriods });
      expect(await arrange([second, first], { pinPeriods: none })).toEqual(plain);
      expect((await beside()).slice(0, 2)).toEqual([second.id, first.id]);
    }
    await arrange([first], { pinPeriods });
    await arrange([second]);
    expect(await arrange([first])).toEqual({ ...plain, pins: [first.id] });
  });

  it('is set in GraphQL as in REST', async () => {
    const pinPeriods = [{ id: second.id.toUpperCase(), until: inHours(1) }];
    const input = { articleId: one.id, exclusions: [], neverRecommend: false };
    const selection = 'related { pins pinPeriods { id from until } }';
    const pins = [first.id, second.id];
    const set = await mutate(site, 'arrangeRelated', { ...input, version, pins, pinPeriods }, selection);
    expect(set).toEqual({
      related: { pins, pinPeriods: [{ id: second.id, from: null, until: pinPeriods[0]?.until }] },
      errors: [],
    });
    const none = await mutate(
      site,
      'arrangeRelated',
      { ...input, version: version + 1, pins: [], pinPeriods: null },
      selection,
    );
    expect(none).toEqual({ related: { pins: [], pinPeriods: [] }, errors: [] });
  });

  it('must be pinned, once, and end after it begins', async () => {
    const pinPeriods = [
      { id: first.id, from: inHours(2), until: inHours(1) },
      { id: near[0]?.id },
      { id: first.id.toUpperCase(), until: inHours(1) },
      { id: second.id, from: '2030-01-01T00:00:00Z', until: '2030-01-01T01:00:00+01:00' },
    ];
    const faults = [
      ['/pinPeriods/0/until', 'ENDS_TOO_EARLY'],
      ['/pinPeriods/1/id', 'NOT_PINNED'],
      ['/pinPeriods/2/id', 'NAMED_TWICE'],
      ['/pinPeriods/3/until', 'ENDS_TOO_EARLY'],
    ];
    const pairs = (errors: Body[]) => errors.map(({ pointer, code }) => [pointer, code]);
    const refused = await arrange([first, second], { pinPeriods });
    expect([refused.code, pairs(refused.errors)]).toEqual(['INVALID_INPUT', faults]);
    const pins = [first.id, second.id];
    const input = { articleId: one.id, version, pins, exclusions: [], neverRecommend: false, pinPeriods };
    const { errors, related } = await mutate(site, 'arrangeRelated', input, 'related { pins }');
    expect([pairs(errors), related]).toEqual([faults, null]);
    for (const wrong of [
      {},
      'x',
      [null],
      [{ id: 'x' }],
      [{ id: first.id, from: 'soon' }],
      [{ until: null }],
    ]) {
      expect((await arrange([first], { pinPeriods: wrong })).code, JSON.stringify(wrong)).toBe(
        'INVALID_INPUT',
      );
    }
    const many = Array.from({ length: 21 }, () => ({ id: first.id }));
    expect((await arrange([first], { pinPeriods: many })).code).toBe('INVALID_INPUT');
    expect(await beside()).toHaveLength(2);
  });

  it('is seen on a page of another time as it stands then', async () => {
    await arrange([first], { pinPeriods: [{ id: first.id, from: inHours(1), until: inHours(3) }] });
    const firstAt = async (hours: number): Promise<string> => {
      const path = `/v1/articles/${one.id}/page?related.limit=1&asOf=${inHours(hours)}`;
      return idsOf((await site.get<Body>(path, writer)).body.related)[0] as string;
    };
    expect(await firstAt(2)).toBe(first.id);
    expect(near.map(({ id }) => id)).toContain(await firstAt(4));
  });
});

describe('an answer in memory', () => {
  const paths = (): string[] => [
    `/v1/articles/${one.id}/related`,
    `/v1/articles/${one.id}/page`,
    `/graphql?query=${encodeURIComponent(`{ article(id: "${one.id}") { related { article { id } } } }`)}`,
  ];
  /** Asks until all of them are kept; then whether `id` is in each. */
  const showing = async (app: TestApp, id: string): Promise<boolean[]> =>
    Promise.all(paths().map(async (path) => (await app.text(path)).body.includes(id)));
  const everywhere = [true, true, true];
  const nowhere = [false, false, false];

  it('ends when the times of a pin are changed', async () => {
    await arrange([first]);
    expect(await showing(site, first.id)).toEqual(everywhere);
    await arrange([first], { pinPeriods: [{ id: first.id, from: inHours(1) }] });
    expect(await showing(site, first.id)).toEqual(nowhere);
    await arrange([first], { pinPeriods: [{ id: first.id, from: inHours(-1) }] });
    expect(await showing(site, first.id)).toEqual(everywhere);
  });

  it('ends when a pin comes and when it goes, and says so to caches in front', async () => {
    const cache = await cacheOf(site);
    await showing(site, first.id);
    await arrange([first], { pinPeriods: [{ id: first.id, from: inSeconds(4), until: inSeconds(9) }] });
    const { headers } = await site.text(paths()[0] as string);
    expect(Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1])).toBeLessThan(5);
    expect(await showing(site, first.id)).toEqual(nowhere);
    expect(cache.find(paths()[0] as string)).toBeDefined();
    const untag = headers.get('etag') ?? '';
    await expect.poll(() => showing(site, first.id), { timeout: 10_000 }).toEqual(everywhere);
    expect((await site.text(paths()[0] as string, { 'if-none-match': untag })).status).toBe(200);
    await expect.poll(() => showing(site, first.id), { timeout: 20_000 }).toEqual(nowhere);
    expect((await site.text(paths()[0] as string, { 'if-none-match': untag })).status).toBe(304);
  });

  it('ends at the same time in a process that began after the pin was set', async () => {
    await arrange([first], { pinPeriods: [{ id: first.id, from: inSeconds(15) }] });
    const later = await TestApp.start({ RESPONSE_CACHE: 'on' }, { databaseUrl: site.databaseUrl });
    try {
      const cache = await cacheOf(later);
      expect(await showing(later, first.id)).toEqual(nowhere);
      expect(cache.find(paths()[1] as string)).toBeDefined();
      await expect.poll(() => showing(later, first.id), { timeout: 30_000 }).toEqual(everywhere);
    } finally {
      await later.close();
    }
  });
});
