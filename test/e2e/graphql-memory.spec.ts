import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  type MockInstance,
  vi,
} from 'vitest';
import { ResponseCache } from '../../src/platform/cache/response-cache.js';
import { Database } from '../../src/platform/database/database.js';
import { aStory } from '../support/comments.js';
import { call, type RawAnswer, type RawCall } from '../support/raw-http.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const QUERY = `query Story($slug: String, $first: Int, $preview: String) {
  article(slug: $slug, preview: $preview) { slug headline status comments(first: $first) { nodes { text } } }
}
query Other($slug: String) { article(slug: $slug) { slug headline } }`;
const JSON_TYPE = { 'content-type': 'application/json' };
const RESPONSE_TYPE = 'application/graphql-response+json';

let site: TestApp;
let port: number;
let reads: MockInstance;

beforeAll(async () => {
  site = await TestApp.start({ RESPONSE_CACHE: 'on' });
  port = Number(new URL(site.url).port);
  await site.import([aStory('one'), aStory('two'), aStory('three')]);
  await vi.waitUntil(() => site.app.get(ResponseCache, { strict: false }).isOn, 10_000);
});
afterAll(() => site?.close());
beforeEach(() => {
  site.app.get(ResponseCache, { strict: false }).evict(['site']);
  reads = vi.spyOn(Database.prototype, 'read');
});
afterEach(() => void reads.mockRestore());

interface Asked {
  readonly query?: string;
  readonly variables?: object;
  readonly operationName?: string;
  readonly extensions?: object;
}

const post = (body: unknown, headers: RawCall['headers'] = {}): Promise<RawAnswer> => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const length = { 'content-length': Buffer.byteLength(text) };
  return call(port, '/graphql', {
    method: 'POST',
    headers: { ...JSON_TYPE, ...length, ...headers },
    body: text,
  });
};

const get = (asked: Asked, { method, headers }: RawCall = {}): Promise<RawAnswer> => {
  const search = new URLSearchParams(
    Object.entries(asked).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  return call(port, `/graphql?${search}`, { method, headers });
};

const story = (slug: string, more: object = {}): Asked => ({
  query: QUERY,
  operationName: 'Story',
  variables: { slug, first: 3, ...more },
});

const hashOf = (query: string): string => createHash('sha256').update(query).digest('hex');
const persisted = (query: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(query) } });

/** Statements that a request took. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  reads.mockClear();
  await work();
  return reads.mock.calls.length;
}

it('a query with variables that are nested too deeply is refused, and nothing fails', async () => {
  const depth = 4_000;
  const variables = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  const { status, text } = await post(`{"query":"{site{name}}","variables":${variables}}`);
  expect([status, JSON.parse(text)]).toMatchObject([
    400,
    { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
  ]);
});

it('a node that is not there yet is looked for again once there is one', async () => {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  const draft = { headline: 'Soon', section: 'world', body: { text: 'Here.' } };
  const made = await site.post<{ id: string }>('/v1/articles', draft, headers);
  const { id } = made.body;
  const asked = { query: '{ node(id: "' + id + '") { id } }' };
  for (let turn = 0; turn < 2; turn += 1) {
    for (const { text } of [await get(asked), await post(asked)]) {
      expect(JSON.parse(text)).toEqual({ data: { node: null } });
    }
  }
  const published = await site.post(`/v1/articles/${id}/publish`, {}, { ...headers, 'if-match': '"v1"' });
  expect(published.status).toBe(200);
  for (const { text } of [await get(asked), await post(asked)]) {
    expect(JSON.parse(text)).toEqual({ data: { node: { id } } });
  }
});

describe('an answer to an anonymous query', () => {
  it('is given again, the same bytes, without asking the database', async () => {
    const first = await post(story('one'));
    expect(first.status).toBe(200);
    let second: RawAnswer | null = null;
    expect(await statementsOf(async () => (second = await post(story('one'))))).toBe(0);
    expect(second).toMatchObject({ status: 200, text: first.text });
    const headersOf = ({ headers }: RawAnswer) => {
      const { 'x-request-id': _id, date: _date, ...rest } = headers;
      return rest;
    };
    expect(headersOf(second as unknown as RawAnswer)).toEqual(headersOf(first));
    expect(first.headers['cache-control']).toBe('no-store');
    expect(first.headers['etag']).toBeUndefined();
  });

  it('is the same however the request is written', async () => {
    const first = await post(story('one'));
    const otherwise = [
      `{ "variables" : { "first": 3, "slug": "one" }, "query": ${JSON.stringify(QUERY)}, "operationName": "Story" }`,
      { ...story('one'), extensions: persisted(QUERY) },
      { operationName: 'Story', variables: { first: 3, slug: 'one' }, extensions: persisted(QUERY) },
    ];
    for (const body of otherwise) {
      // The second time it is known by its bytes.
      for (let turn = 0; turn < 2; turn += 1) {
        let answer: RawAnswer | null = null;
        expect(await statementsOf(async () => (answer = await post(body)))).toBe(0);
        expect(answer).toMatchObject({ status: 200, text: first.text });
      }
    }
  });

  it.each<[string, Asked, RawCall['headers']]>([
    ['other variables', story('two'), {}],
    ['one variable more', story('one', { preview: null }), {}],
    ['another operation', { ...story('one'), operationName: 'Other', variables: { slug: 'one' } }, {}],
    ['another media type', story('one'), { accept: RESPONSE_TYPE }],
  ])('is not given to %s', async (_name, asked, headers) => {
    await post(story('one'));
    let answer: RawAnswer | null = null;
    expect(await statementsOf(async () => (answer = await post(asked, headers)))).toBe(1);
    expect(answer).toMatchObject({ status: 200 });
    expect(await statementsOf(() => post(asked, headers))).toBe(0);
  });

  it('has the media type that was asked for', async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      for (const type of ['application/json', RESPONSE_TYPE]) {
        const { headers } = await post(story('one'), { accept: type });
        expect(headers['content-type']).toBe(`${type}; charset=utf-8`);
      }
    }
  });

  it('is made once for all who ask for it at the same time', async () => {
    let texts: string[] = [];
    const many = async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => post(story('three'))));
      texts = answers.map(({ text }) => text);
    };
    expect(await statementsOf(many)).toBe(1);
    expect(new Set(texts).size).toBe(1);
  });

  it('is another at once when the story is', async () => {
    await post(story('two'));
    await site.import([{ ...aStory('two'), headline: 'It says something else' }]);
    await expect.poll(async () => (await post(story('two'))).text).toContain('It says something else');
  });

  it('comes from the body of this request, sent in pieces', async () => {
    const body = JSON.stringify({ ...story('one'), extensions: { note: 'x'.repeat(12_000) } });
    for (let turn = 0; turn < 2; turn += 1) {
      expect(JSON.parse((await post(body)).text)).toMatchObject({ data: { article: { slug: 'one' } } });
    }
    const chunked = await call(port, '/graphql', {
      method: 'POST',
      headers: { ...JSON_TYPE, 'transfer-encoding': 'chunked' },
      body: JSON.stringify(story('two')),
    });
    expect(JSON.parse(chunked.text)).toMatchObject({ data: { article: { slug: 'two' } } });
  });
});

describe('never kept', () => {
  const key = { authorization: `Bearer ${ADMIN_KEY}` };
  it.each<[string, unknown, RawCall['headers']]>([
    ['an error', story('no-such-story'), {}],
    ['an error beside data', { query: '{ site { name } article(slug: "none") { slug } }' }, {}],
    ['a batch', [story('one'), story('one')], {}],
    ['what a caller with a key sees', story('one'), key],
    ['what comes after a write of the caller', story('one'), { 'broadsheet-after': 'MC8w' }],
    [
      'exact counts',
      { query: 'query ($ids: [ID!]!) { counts(ids: $ids) { id } }', variables: { ids: [] } },
      {},
    ],
    ['a story at another time', { query: `{ article(slug: "one", preview: "x") { slug } }` }, {}],
    [
      'a mutation',
      { query: 'mutation { deleteSection(input: { section: "x", moveTo: "y", version: 1 }) { deleted } }' },
      {},
    ],
  ])('%s', async (_name, body, headers) => {
    const first = await post(body, headers);
    const keep = vi.spyOn(site.app.get(ResponseCache, { strict: false }), 'find');
    const second = await post(body, headers);
    expect(keep.mock.results.some(({ value }) => value !== undefined)).toBe(false);
    keep.mockRestore();
    expect(second.status).toBe(first.status);
    expect(second.headers['cache-control']).toBe('no-store');
  });

  it('does not give one with a key what was kept for those without, nor the other way round', async () => {
    await post(story('one'));
    expect(await statementsOf(() => post(story('one'), key))).toBeGreaterThan(0);
    expect(await statementsOf(() => post(story('two'), key))).toBeGreaterThan(0);
    expect(await statementsOf(() => post(story('two')))).toBeGreaterThan(0);
  });
});

describe('a persisted query by GET', () => {
  const asked = {
    operationName: 'Story',
    variables: { slug: 'one', first: 3 },
    extensions: persisted(QUERY),
  };
  const register = () => post({ ...story('one'), extensions: persisted(QUERY) });

  it('is answered for shared caches, with an ETag and 304', async () => {
    await register();
    // From the database, from memory, and from memory by the address.
    for (let turn = 0; turn < 3; turn += 1) {
      const { status, headers, text } = await get(asked);
      expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=5']);
      expect(headers.vary?.split(', ').sort()).toEqual([
        'Accept',
        'Accept-Encoding',
        'Authorization',
        'Broadsheet-After',
      ]);
      expect(headers['surrogate-key']).toBeDefined();
      expect(headers.etag).toMatch(/^"[\w-]{22}"$/);
      expect(JSON.parse(text)).toMatchObject({ data: { article: { slug: 'one' } } });
      const again = await get(asked, { headers: { 'if-none-match': headers.etag } });
      expect([again.status, again.text, again.headers.etag]).toEqual([304, '', headers.etag]);
      const head = await get(asked, { method: 'HEAD' });
      expect([head.status, head.text, head.headers['content-length']]).toEqual([
        200,
        '',
        String(Buffer.byteLength(text)),
      ]);
    }
  });

  it('is compressed, each encoding with an ETag of its own', async () => {
    const plain = { query: '{ articles { nodes { slug headline excerpt url body { html text blocks } } } }' };
    const identity = await get(plain);
    expect(identity.text.length).toBeGreaterThan(1_024);
    for (let turn = 0; turn < 2; turn += 1) {
      const { headers, bytes } = await get(plain, { headers: { 'accept-encoding': 'gzip' } });
      expect(headers['content-encoding']).toBe('gzip');
      expect(headers.etag).toBe(identity.headers.etag?.replace(/"$/, '-gz"'));
      expect(gunzipSync(bytes).toString()).toBe(identity.text);
    }
    expect((await get(plain, { headers: { 'accept-encoding': 'identity;q=0, *;q=0' } })).status).toBe(406);
  });

  it('is not found, not cacheable, until it has been sent once', async () => {
    const unknown = { extensions: persisted('{ site { name tagline } }') };
    const { status, headers, text } = await get(unknown);
    expect(status).toBe(200);
    expect(text).toContain('PERSISTED_QUERY_NOT_FOUND');
    expect(headers['cache-control']).toBe('private, no-cache, must-revalidate');
    const wrong = await post({ query: '{ site { url } }', ...unknown });
    expect(wrong.status).toBe(400);
    expect((await get(unknown)).text).toContain('PERSISTED_QUERY_NOT_FOUND');
  });

  it.each<[string, Asked, RawCall['headers']]>([
    ['with a key', asked, { authorization: `Bearer ${ADMIN_KEY}` }],
    ['with an error', { ...asked, variables: { slug: 'no-such-story' } }, {}],
    ['with a preview token', { ...asked, variables: { slug: 'one', preview: 'x' } }, {}],
  ])('is private %s', async (_name, request, headers) => {
    await register();
    const answer = await get(request, { headers });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers.etag).toBeUndefined();
  });

  it('runs no mutation', async () => {
    const query = 'mutation { deleteSection(input: { section: "x", moveTo: "y", version: 1 }) { deleted } }';
    const { status, headers } = await get({ query });
    expect([status, headers.allow]).toEqual([405, 'POST']);
  });
});
