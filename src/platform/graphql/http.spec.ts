import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SECRET, startGraphqlApp, type GraphqlApp } from '../../../test/support/graphql-app.js';

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly {
    message: string;
    path?: unknown[];
    locations?: unknown[];
    extensions: Record<string, unknown>;
  }[];
  readonly code: unknown;
}

const ACCEPT = 'application/graphql-response+json';
let server: GraphqlApp;

beforeAll(async () => {
  server = await startGraphqlApp();
});
afterAll(() => server.app.close());
beforeEach(() => void server.logged.splice(0));

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text) as Pick<Answer, 'data' | 'errors'>;
  const { status, headers } = response;
  return { status, type: headers.get('content-type'), text, data, errors, code: errors[0]?.extensions.code };
}

async function send(
  body: unknown,
  headers: Record<string, string> = {},
  url = server.url,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: ACCEPT, ...headers },
    body: JSON.stringify(body),
  });
}

const post = async (query: string, variables?: object, headers?: Record<string, string>): Promise<Answer> =>
  read(await send({ query, variables }, headers));

async function get(query: string, variables: object = {}): Promise<Answer> {
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const headers = { accept: ACCEPT, 'apollo-require-preflight': '1' };
  return read(await fetch(`${server.url}?${search}`, { headers }));
}

const nested = (depth: number): string =>
  `{ thing ${'{ self '.repeat(depth - 2)}{ id }${' }'.repeat(depth - 1)}`;
const aliased = (count: number): string =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: hello`).join(' ')} }`;
/** Costs 1 + 49 × (1 + 1 + 100) + 1 = 5000, with an object more 5001. */
const costing = (cost: number): string =>
  `{ things(first: 49) { nodes { things(first: 100) { nodes { id } } } } a: thing { id } ${cost > 5000 ? 'b: thing { id }' : ''} }`;
/** Nine tokens around the numbers, each of which is one. */
const tokens = (count: number): string => `{ json(value: [${'1 '.repeat(count - 9)}]) }`;

describe.each([
  ['POST', post],
  ['GET', get],
])('limits over %s', (_method, ask) => {
  it.each([
    ['depth', nested(12), nested(13), 'QUERY_TOO_DEEP'],
    ['aliases', aliased(30), aliased(31), 'TOO_MANY_ALIASES'],
    ['cost', costing(5000), costing(5001), 'QUERY_TOO_COSTLY'],
    ['tokens', tokens(2000), tokens(2001), 'QUERY_TOO_LONG'],
  ])('%s: lets the limit pass and refuses one more', async (_name, within, beyond, code) => {
    const passed = await ask(within);
    expect(passed.errors).toEqual([]);
    expect(passed.status).toBe(200);
    const refused = await ask(beyond);
    expect([refused.code, refused.status]).toEqual([code, 400]);
    expect(refused.errors).toHaveLength(1);
    expect(refused.type).toContain(ACCEPT);
    expect(refused.data).toBeUndefined();
    expect(Object.keys(refused.errors[0]?.extensions ?? {})).toEqual(['code']);
  });

  it('prices size arguments with their variables, again when the variables change', async () => {
    const query = 'query ($n: Int!) { things(first: $n) { nodes { things(first: 100) { nodes { id } } } } }';
    for (const [n, code] of [
      [49, undefined],
      [50, 'QUERY_TOO_COSTLY'],
      [49, undefined],
    ]) {
      expect((await ask(query, { n })).code).toBe(code);
    }
  });

  it('counts exponential fragments in linear time', async () => {
    const chain = (fields: string, length: number): string =>
      Array.from(
        { length },
        (_, i) => `fragment F${i} on Thing { ${fields.replaceAll('@', `...F${i + 1}`)} }`,
      )
        .concat(`fragment F${length} on Thing { id }`)
        .join(' ');
    for (const [fields, code] of [
      ['related { id } @ @', 'QUERY_TOO_COSTLY'],
      ['self { @ } related { @ }', 'QUERY_TOO_DEEP'],
      ['a: self { @ } b: self { @ }', 'QUERY_TOO_DEEP'],
    ] as const) {
      const query = `{ thing { ...F0 } } ${chain(fields, 90)}`;
      // Client and server share this process; its own time does not depend on what else the machine does.
      const begun = process.cpuUsage();
      expect((await ask(query)).code).toBe(code);
      const { user, system } = process.cpuUsage(begun);
      expect((user + system) / 1_000).toBeLessThan(500);
    }
  });
});

describe('limits', () => {
  it('counts aliases of a fragment wherever it is spread, and repeated fields as aliases', async () => {
    const spread = (uses: number): string =>
      `{ thing ${'{ ...F self '.repeat(uses - 1)}{ ...F }${' }'.repeat(uses)} fragment F on Thing { a: id b: id c: id }`;
    expect((await post(spread(10))).code).toBeUndefined();
    expect((await post(spread(11))).code).toBe('TOO_MANY_ALIASES');
    const repeated = (count: number): string => `{ ${'hello '.repeat(count)} }`;
    expect((await post(repeated(31))).code).toBeUndefined();
    expect((await post(repeated(32))).code).toBe('TOO_MANY_ALIASES');
    expect((await post(`{ ${'... { hello } '.repeat(32)} }`)).code).toBe('TOO_MANY_ALIASES');
  });

  it('refuses fragment cycles by validation', async () => {
    const answer = await post(
      '{ thing { ...A } } fragment A on Thing { self { ...B } } fragment B on Thing { ...A }',
    );
    expect([answer.code, answer.status]).toEqual(['GRAPHQL_VALIDATION_FAILED', 400]);
  });

  it('lets the standard introspection query pass, and bounds introspection that goes in circles', async () => {
    const options = {
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
    };
    const answer = await post(getIntrospectionQuery(options));
    expect(answer.errors).toEqual([]);
    expect(answer.data).toHaveProperty('__schema.queryType.name', 'Query');
    const circle =
      '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }';
    expect((await post(circle)).code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('takes 10 operations in a batch and refuses 11 before any runs', async () => {
    const batch = (count: number): unknown[] => Array.from({ length: count }, () => ({ query: '{ hello }' }));
    const passed = await send(batch(10));
    expect(passed.status).toBe(200);
    expect(await passed.json()).toEqual(Array.from({ length: 10 }, () => ({ data: { hello: 'hello' } })));
    const refused = await read(await send(batch(11)));
    expect([refused.code, refused.status]).toEqual(['BATCH_TOO_LARGE', 400]);
  });
});

describe('errors', () => {
  it.each([
    ['domain', { code: 'STORY_RETRACTED', notice: 'why' }, 'Gone.'],
    ['wrapped', { code: 'INNER' }, 'Inner detail.'],
    ['forbidden', { code: 'FORBIDDEN' }, 'Not yours.'],
    [
      'pipe',
      {
        code: 'INVALID_INPUT',
        errors: [{ pointer: '', code: 'INVALID_INPUT', detail: 'name must be a string' }],
      },
    ],
    [
      'input',
      { code: 'INVALID_INPUT', errors: [{ pointer: '/name', code: 'REQUIRED', detail: 'Missing.' }] },
    ],
  ])('of a resolver are told when expected: %s', async (how, extensions, message?: string) => {
    const answer = await post('query ($how: String!) { fail(how: $how) }', { how });
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({ fail: null });
    expect(answer.errors[0]).toMatchObject({
      path: ['fail'],
      locations: [{ line: 1, column: 25 }],
      extensions,
    });
    if (message !== undefined) expect(answer.errors[0]?.message).toBe(message);
    expect(server.logged).toEqual([]);
  });

  it.each(['{ fail(how: "") }', '{ fail(how: "uncoded") }', '{ fail(how: "placed") }', '{ unserializable }'])(
    'of ours are masked and logged: %s',
    async (query) => {
      const answer = await post(query);
      expect(answer.text).not.toContain('secret');
      expect(answer.errors[0]).toMatchObject({
        message: 'Something went wrong on our side.',
        extensions: { code: 'INTERNAL_ERROR' },
      });
      expect(Object.keys(answer.errors[0]?.extensions ?? {})).toEqual(['code']);
      expect(answer.errors[0]?.path).toHaveLength(1);
      expect(server.logged.map(String).join()).toContain(SECRET);
    },
  );

  it.each([
    ['{ hello', {}, 'GRAPHQL_PARSE_FAILED', 400],
    ['{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED', 400],
    ['query A { hello } query B { hello }', {}, 'OPERATION_RESOLUTION_FAILURE', 400],
    ['query ($n: Int) { things(first: $n) { nodes { id } } }', { n: 'x' }, 'BAD_USER_INPUT', 400],
    ['query ($at: DateTime!) { at(value: $at) }', { at: 'soon' }, 'INVALID_PARAMETER', 400],
    ['{ at(value: "2020-02-30T00:00:00Z") }', {}, 'INVALID_PARAMETER', 400],
    ['query ($n: String = "x") { fail(how: $n) }', { n: null }, 'BAD_USER_INPUT', 200],
    ['subscription { count(to: 1) }', {}, 'SUBSCRIPTION_NEEDS_WEBSOCKET', 400],
    ['{ hello "Document contains more that 2000 tokens." }', {}, 'GRAPHQL_PARSE_FAILED', 400],
  ])('of the request have their code: %s', async (query, variables, code, status) => {
    const answer = await post(query, variables);
    expect([answer.code, answer.status]).toEqual([code, status]);
    expect(server.logged).toEqual([]);
  });

  it('of the viewer refuse the request with their own status', async () => {
    const unknown = await post('{ hello }', {}, { authorization: 'Bearer bad' });
    expect([unknown.code, unknown.status, unknown.errors[0]?.message]).toEqual([
      'UNAUTHENTICATED',
      401,
      'Unknown key.',
    ]);
    const broken = await post('{ hello }', {}, { authorization: 'Bearer broken' });
    expect([broken.code, broken.status]).toEqual(['INTERNAL_ERROR', 500]);
    expect(broken.text).not.toContain('secret');
  });
});

describe('HTTP', () => {
  it('gives resolvers the viewer, the request and the reply', async () => {
    const answer = await post('{ viewer http }', {}, { authorization: 'Bearer me' });
    expect(answer.data).toEqual({ viewer: 'Bearer me', http: true });
  });

  it('answers with the media type asked for', async () => {
    expect((await post('{ hello }')).type).toBe(`${ACCEPT}; charset=utf-8`);
    const plain = await read(await send({ query: '{ hello }' }, { accept: 'application/json' }));
    expect(plain.type).toBe('application/json; charset=utf-8');
  });

  it('answers queries by GET, and refuses mutations so and what a form could send', async () => {
    const headers = { accept: ACCEPT };
    expect((await read(await fetch(`${server.url}?query={hello}`, { headers }))).data).toEqual({
      hello: 'hello',
    });
    const mutation = await fetch(`${server.url}?query=mutation{touch}`, { headers });
    expect([mutation.status, mutation.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await post('mutation { touch }')).data).toEqual({ touch: true });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const body = JSON.stringify({ query: 'mutation { touch }' });
      const forged = await fetch(server.url, { method: 'POST', headers: { 'content-type': type }, body });
      expect([400, 415], type).toContain(forged.status);
    }
  });

  it('serves no page at the path', async () => {
    const response = await fetch(server.url, { headers: { accept: 'text/html' } });
    expect(await response.text()).not.toContain('<html');
  });

  it('keeps automatic persisted queries', async () => {
    const query = '{ hello viewer }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    expect((await read(await send({ extensions }))).code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect((await read(await send({ query, extensions }))).errors).toEqual([]);
    expect((await read(await send({ extensions }))).data).toMatchObject({ hello: 'hello' });
  });

  it('passes JSON and moments through', async () => {
    const variables = { json: { a: [1, null, { b: 'c' }] }, at: '2020-07-01T12:00:00.1239+02:00' };
    const answer = await post(
      'query ($json: JSON, $at: DateTime!) { json(value: $json) at(value: $at) }',
      variables,
    );
    expect(answer.data).toEqual({ json: variables.json, at: '2020-07-01T10:00:00.123Z' });
  });
});

describe('options', () => {
  it('hide the schema when introspection is off, and write it sorted to a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'graphql-schema-'));
    const schemaFile = join(folder, 'schema.graphql');
    const hidden = await startGraphqlApp({ introspection: false, schemaFile });
    try {
      const refused = await read(
        await send({ query: '{ __schema { queryType { name } } }' }, {}, hidden.url),
      );
      expect([refused.code, refused.status]).toEqual(['GRAPHQL_VALIDATION_FAILED', 400]);
      const typo = await read(await send({ query: '{ hell }' }, {}, hidden.url));
      expect(typo.text).not.toContain('hello');
      const sdl = await readFile(schemaFile, 'utf8');
      expect(sdl).toContain('scalar DateTime @specifiedBy');
      expect(sdl.indexOf('  at(')).toBeLessThan(sdl.indexOf('  hello:'));
    } finally {
      await hidden.app.close();
      await rm(folder, { recursive: true });
    }
  });
});
