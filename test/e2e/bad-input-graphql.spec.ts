import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoService } from '../../src/demo/demo.service.js';
import { errorCodes } from '../../src/error-codes.js';
import { call } from '../support/raw-http.js';
import { type GraphqlError, TestApp } from '../support/test-app.js';

const SLUG = 'azerbaijan-claims-shusha-armenia-says-fighting-continues';
const ID = '01890000-0000-7000-8000-000000000000';
const CODES = new Set(errorCodes.map(({ code }) => code));
const INTERNALS =
  /node_modules|\.[jt]s:\d|syntax error at|invalid input syntax|relation "|column "|SQLSTATE|TypeError/;

interface Answer {
  readonly status: number;
  readonly codes: string[];
  readonly data: Record<string, unknown> | null | undefined;
  readonly text: string;
}

let site: TestApp;
let port: number;
beforeAll(async () => {
  site = await TestApp.start();
  await site.app.get(DemoService, { strict: false }).fillEmpty(new Date());
  port = Number(new URL(site.url).port);
});
afterAll(() => site.close());

/** Sends a body as it is and checks what holds for every answer: no fault of ours, known codes, nothing internal. */
async function post(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await call(port, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return judged(answer.status, answer.text, body.slice(0, 300));
}

function judged(status: number, text: string, about: string): Answer {
  const message = `${about} → ${status} ${text.slice(0, 500)}`;
  expect(status, message).toBeLessThan(500);
  expect(text, message).not.toMatch(INTERNALS);
  const parsed: unknown = JSON.parse(text);
  const results = (Array.isArray(parsed) ? parsed : [parsed]) as {
    data?: Record<string, unknown> | null;
    errors?: GraphqlError[];
    code?: string;
  }[];
  const codes = results.flatMap(({ errors, code }) =>
    code ? [code] : (errors ?? []).map(({ extensions }) => extensions.code),
  );
  for (const code of codes) {
    expect(CODES, message).toContain(code);
    expect(code, message).not.toBe('INTERNAL_ERROR');
  }
  return { status, codes, data: results[0]?.data, text };
}

const run = (query: string, variables: unknown = {}): Promise<Answer> =>
  post(JSON.stringify({ query, variables }));

const ARTICLES = `query ($filter: ArticleFilter, $orderBy: ArticleOrder, $first: Int, $after: String, $last: Int, $before: String) {
  articles(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) { nodes { id } } }`;

describe('hostile variables', () => {
  it.each<[string, Record<string, unknown>, string | null]>([
    ['first: 0', { first: 0 }, 'INVALID_PARAMETER'],
    ['first: -1', { first: -1 }, 'INVALID_PARAMETER'],
    ['first: 101', { first: 101 }, 'INVALID_PARAMETER'],
    ['first: 2147483647', { first: 2147483647 }, 'INVALID_PARAMETER'],
    ['first: 2147483648', { first: 2147483648 }, 'BAD_USER_INPUT'],
    ['first: 1e300', { first: 1e300 }, 'BAD_USER_INPUT'],
    ['first: 1.5', { first: 1.5 }, 'BAD_USER_INPUT'],
    ['first: "1"', { first: '1' }, 'BAD_USER_INPUT'],
    ['first: []', { first: [] }, 'BAD_USER_INPUT'],
    ['last: 0', { last: 0 }, 'INVALID_PARAMETER'],
    ['first and last', { first: 1, last: 1 }, 'INVALID_PARAMETER'],
    ['after: ""', { after: '' }, 'INVALID_CURSOR'],
    ['after: "x"', { after: 'x' }, 'INVALID_CURSOR'],
    ['after: NUL', { after: '\0' }, 'INVALID_CURSOR'],
    ['after: of another list', { after: cursor('other', 1) }, 'CURSOR_MISMATCH'],
    ['after: huge', { after: 'A'.repeat(100_000) }, 'INVALID_CURSOR'],
    ['before: "{}"', { before: '{}' }, 'INVALID_CURSOR'],
    ['q: NUL', { filter: { q: 'a\0b' } }, 'INVALID_PARAMETER'],
    ['q: a lone surrogate', { filter: { q: '\ud800' } }, 'INVALID_PARAMETER'],
    ['q: empty', { filter: { q: '' } }, 'INVALID_PARAMETER'],
    ['q: long', { filter: { q: 'x'.repeat(501) } }, 'INVALID_PARAMETER'],
    ['q: operators', { filter: { q: `"a OR -(b & !c') <-> :*` } }, null],
    ['section: NUL', { filter: { section: '\0' } }, 'INVALID_PARAMETER'],
    ['section: SQL', { filter: { section: "' or 1=1 --" } }, null],
    ['language: NUL', { filter: { language: '\0' } }, 'INVALID_PARAMETER'],
    ['publishedAfter: garbage', { filter: { publishedAfter: 'yesterday' } }, 'INVALID_PARAMETER'],
    ['publishedAfter: a number', { filter: { publishedAfter: 1 } }, 'INVALID_PARAMETER'],
    [
      'publishedBefore: 30 February',
      { filter: { publishedBefore: '2026-02-30T00:00:00Z' } },
      'INVALID_PARAMETER',
    ],
    ['updatedAfter: year 0', { filter: { updatedAfter: '0000-01-01T00:00:00Z' } }, 'INVALID_PARAMETER'],
    ['updatedAfter: year 9999', { filter: { updatedAfter: '9999-12-31T23:59:59Z' } }, null],
    ['ids: no UUID', { filter: { ids: ['x'] } }, 'INVALID_PARAMETER'],
    ['ids: empty', { filter: { ids: [] } }, 'INVALID_PARAMETER'],
    ['ids: 101', { filter: { ids: Array.from({ length: 101 }, () => ID) } }, 'INVALID_PARAMETER'],
    ['ids: numbers', { filter: { ids: [1.5] } }, 'BAD_USER_INPUT'],
    ['exclude: no UUID', { filter: { exclude: ["' or 1=1"] } }, 'INVALID_PARAMETER'],
    ['filter: unknown', { filter: { status: 'draft' } }, 'BAD_USER_INPUT'],
    ['filter: a list', { filter: [1, 2] }, 'BAD_USER_INPUT'],
    ['filter: __proto__', JSON.parse('{"filter":{"__proto__":{"q":"x"}}}'), 'MALFORMED_BODY'],
    ['orderBy: unknown', { orderBy: 'NEWEST' }, 'BAD_USER_INPUT'],
    ['orderBy: relevance without q', { orderBy: 'RELEVANCE' }, 'INVALID_PARAMETER'],
  ])('answers the code of REST for %s', async (_name, variables, code) => {
    const { codes } = await run(ARTICLES, variables);
    expect(codes).toEqual(code === null ? [] : [code]);
  });

  it('refuses ids that counts cannot take', async () => {
    const query = 'query ($ids: [ID!]!) { counts(ids: $ids) { id comments } }';
    const ids = (count: number) => Array.from({ length: count }, () => ID);
    expect((await run(query, { ids: ids(500) })).data).toEqual({ counts: [] });
    expect((await run(query, { ids: ids(501) })).codes).toEqual(['INVALID_PARAMETER']);
    expect((await run(query, { ids: ['x'] })).codes).toEqual(['INVALID_PARAMETER']);
    expect((await run(query, { ids: ['\0'] })).codes).toEqual(['INVALID_PARAMETER']);
    expect((await run(query, { ids: [] })).data).toEqual({ counts: [] });
  });

  it.each([
    '',
    '\0',
    'a\0b',
    '\ud800',
    "' or 1=1",
    '../x',
    '😀',
    'x'.repeat(50_000),
    ID,
    ID.toUpperCase(),
    '%00',
  ])('finds nothing under the name %j, and says so', async (name) => {
    const queries: [string, string[]][] = [
      ['query ($x: ID!) { node(id: $x) { id } }', []],
      ['query ($x: String!) { section(slug: $x) { id } }', ['INVALID_PARAMETER']],
      ['query ($x: String!) { author(slug: $x) { id } }', ['INVALID_PARAMETER']],
      ['query ($x: String!) { tag(slug: $x) { id } }', ['INVALID_PARAMETER']],
      ['query ($x: String!) { article(slug: $x) { id } }', ['ARTICLE_NOT_FOUND', 'INVALID_PARAMETER']],
      ['query ($x: ID!) { article(id: $x) { id } }', ['ARTICLE_NOT_FOUND', 'INVALID_PARAMETER']],
      [
        'query ($x: String!) { articlePage(slug: $x) { article { id } } }',
        ['ARTICLE_NOT_FOUND', 'INVALID_PARAMETER'],
      ],
      ['query ($x: String!) { resolve(url: $x) { kind } }', ['URL_NOT_FOUND', 'INVALID_PARAMETER']],
    ];
    for (const [query, allowed] of queries) {
      const { data, codes } = await run(query, { x: name });
      const isHome = query.includes('resolve') && (name === '' || name === '\0');
      if (codes.length > 0) expect(allowed).toContain(codes[0]);
      else if (!isHome) expect(Object.values(data ?? {}), query).toEqual([null]);
    }
  });
});

function cursor(mark: string, key: unknown): string {
  return Buffer.from(JSON.stringify([mark, key, ID])).toString('base64url');
}

describe('hostile requests', () => {
  const PAGE = JSON.stringify({ query: '{ site { name } }' });
  it.each<[string, string, Record<string, string>, number, string]>([
    ['malformed JSON', '{"query":', {}, 400, 'MALFORMED_BODY'],
    ['nothing', '', {}, 400, 'MALFORMED_BODY'],
    ['null', 'null', {}, 400, 'BAD_REQUEST'],
    ['a number', '1', {}, 400, 'BAD_REQUEST'],
    ['an empty batch', '[]', {}, 400, 'BAD_REQUEST'],
    ['a batch with garbage', `[${PAGE},1,null,"x",[]]`, {}, 400, 'BAD_REQUEST'],
    ['no query', '{}', {}, 400, 'BAD_REQUEST'],
    ['a query that is no text', '{"query":{"a":1}}', {}, 400, 'BAD_REQUEST'],
    ['variables that are text', '{"query":"{__typename}","variables":"x"}', {}, 400, 'BAD_REQUEST'],
    ['variables that are a list', '{"query":"{__typename}","variables":[1]}', {}, 400, 'BAD_REQUEST'],
    ['extensions that are text', '{"query":"{__typename}","extensions":"x"}', {}, 400, 'BAD_REQUEST'],
    [
      'an operation name that is a number',
      '{"query":"{__typename}","operationName":1}',
      {},
      400,
      'BAD_REQUEST',
    ],
    [
      'an unknown operation',
      '{"query":"query A {__typename}","operationName":"B"}',
      {},
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'two operations without a name',
      '{"query":"query A {__typename} query B {__typename}"}',
      {},
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['no GraphQL', '{"query":"select 1"}', {}, 400, 'GRAPHQL_PARSE_FAILED'],
    ['a NUL in the query', '{"query":"{ site { name } } \\u0000"}', {}, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{"query":"{ site { password } }"}', {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a subscription', '{"query":"subscription { a }"}', {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['another content type', PAGE, { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a body that is too large',
      JSON.stringify({ query: `{ site { name } } #${'x'.repeat(1 << 20)}` }),
      {},
      413,
      'BODY_TOO_LARGE',
    ],
    [
      'an unknown persisted query',
      `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${'a'.repeat(64)}"}}}`,
      {},
      200,
      'PERSISTED_QUERY_NOT_FOUND',
    ],
    [
      'a persisted query of another version',
      '{"extensions":{"persistedQuery":{"version":2,"sha256Hash":"x"}}}',
      {},
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a persisted query under the hash of another',
      JSON.stringify({
        query: '{ site { name } }',
        extensions: {
          persistedQuery: { version: 1, sha256Hash: createHash('sha256').update('x').digest('hex') },
        },
      }),
      {},
      400,
      'BAD_USER_INPUT',
    ],
    [
      'deep JSON',
      `{"query":"{__typename}","variables":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
      {},
      200,
      '',
    ],
    [
      'a field named __proto__',
      '{"query":"{__typename}","variables":{"__proto__":{"x":1}}}',
      {},
      400,
      'MALFORMED_BODY',
    ],
  ])('are refused: %s', async (_name, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect([answer.status, ...answer.codes]).toEqual(code ? [status, code] : [status]);
  });

  it('may not write by GET', async () => {
    const query = encodeURIComponent(
      'mutation { addComment(input: {articleId:"x",name:"x",email:"a@b.example",body:"x"}) { token } }',
    );
    const answer = await call(port, `/graphql?query=${query}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
    judged(answer.status, answer.text, 'GET');
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('may not come by %s', async (method) => {
    const headers = { 'content-type': 'application/json', 'content-length': PAGE.length };
    const answer = await call(port, '/graphql', { method, headers, body: PAGE });
    expect([404, 405]).toContain(answer.status);
    judged(answer.status, answer.text, method);
  });

  it.each([
    'query=',
    'query=%00',
    'query={',
    'variables=x&query={__typename}',
    'query={__typename}&query={__typename}',
    'extensions=[]',
    'query[]={__typename}',
    '',
  ])('by GET are refused: %s', async (query) => {
    const answer = await call(port, `/graphql?${query}`, { headers: { 'apollo-require-preflight': '1' } });
    expect(answer.status).toBe(400);
    judged(answer.status, answer.text, query);
  });
});

/** Mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('two thousand random requests', () => {
  const PIECES = [
    'v1',
    'articles',
    'site',
    'front',
    'sections',
    'authors',
    'tags',
    'comments',
    'counts',
    'resolve',
    'page',
    'related',
    'share',
    'world',
    SLUG,
    ID,
    'graphql',
    's',
    'feeds',
    'health',
    '..',
    '%2e%2e',
    '%00',
    '%ff',
    '%F0%9F%98%80',
    ' %20',
    "'",
    '-1',
    '0',
    '__proto__',
    'constructor',
    '*',
    '%2f',
    '',
  ];
  const NAMES = [
    'limit',
    'after',
    'sort',
    'fields',
    'include',
    'ids',
    'q',
    'section',
    'parent',
    'around',
    'url',
    'count',
    'comments.limit',
    'comments.sort',
    'related.limit',
    'query',
    'variables',
    '__proto__',
    'x[]',
    'publishedAfter',
  ];
  const VALUES = [
    '1',
    '-1',
    '0',
    '100',
    '101',
    'true',
    'newest',
    'best',
    'relevance',
    '-publishedAt',
    'body',
    'headline',
    'section.name',
    ID,
    'WyJhIiwxLCJiIl0',
    '%00',
    '%ff',
    '%27',
    '%F0%9F%98%80',
    'a'.repeat(300),
    '{__typename}',
    '{',
    '',
    '2026-01-01T00:00:00Z',
    'https%3A%2F%2Fsite.example%2F',
  ];
  const METHODS = ['GET', 'GET', 'GET', 'GET', 'HEAD', 'POST', 'POST', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'];
  const BODIES = [
    '',
    '{',
    '{}',
    '[]',
    'null',
    '"\\u0000"',
    '{"query":"{ site { name } }"}',
    '{"name":1}',
    '{"name":"A","email":"a@example.com","body":"x"}',
    '{"name":"A","email":"a@example.com","body":"\\ud800"}',
    '{"query":"{ articles(first: 1) { nodes { id } } }"}',
    `{"a":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`,
  ];
  const TYPES = [
    'application/json',
    'text/plain',
    'application/json; charset=utf-16',
    'x',
    'multipart/form-data',
    '',
  ];
  const HEADERS: Record<string, string>[] = [
    {},
    {},
    {},
    { accept: 'text/html' },
    { accept: 'x/y;q=z' },
    { 'accept-encoding': 'br;q=0, *;q=0' },
    { 'accept-encoding': 'gzip' },
    { 'if-none-match': '"' },
    { 'if-modified-since': 'x' },
    { origin: 'null' },
    { authorization: 'Bearer' },
    { 'x-forwarded-for': '[::' },
    { 'x-request-id': 'a'.repeat(500) },
    { range: 'bytes=0-1' },
    { expect: 'x' },
  ];

  it('never meet a fault of ours', { timeout: 180_000 }, async () => {
    const random = generator(20_260_101);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const someOf = <T>(from: readonly T[], most: number): T[] =>
      Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(from));
    const requests = Array.from({ length: 2_000 }, () => {
      const prefix =
        random() < 0.8 ? ['v1', pick(['articles', 'comments', 'sections', 'counts', 'tags'])] : [];
      const path = `/${[...prefix, ...someOf(PIECES, 4)].join('/')}`.replaceAll(' ', '');
      const query = someOf(NAMES, 3).map((name) => `${name}=${pick(VALUES)}`);
      const method = pick(METHODS);
      const type = pick(TYPES);
      const body = method === 'GET' || method === 'HEAD' ? undefined : pick(BODIES);
      const length = body && { 'content-length': Buffer.byteLength(body) };
      return {
        target: query.length > 0 ? `${path}?${query.join('&')}` : path,
        method,
        headers: { ...(body && type && { 'content-type': type }), ...length, ...pick(HEADERS) },
        body,
      };
    });
    const seen = new Set<number>();
    const waiting = requests.values();
    const work = async (): Promise<void> => {
      for (const { target, ...request } of waiting) {
        const { status, text } = await call(port, target, request);
        const about = `${target} ${JSON.stringify(request).slice(0, 300)} → ${status} ${text.slice(0, 300)}`;
        expect(status, about).toBeLessThan(500);
        expect(text, about).not.toMatch(INTERNALS);
        expect(text, about).not.toContain('INTERNAL_ERROR');
        seen.add(status);
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    expect([...seen]).toEqual(expect.arrayContaining([200, 400, 404, 405]));
  });
});
