import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type GraphqlApp, startGraphqlApp } from '../../../test/support/graphql-app.js';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const HELLO = 'query Hello { hello }';
const THINGS = 'query Things($n: Int) { things(first: $n) { nodes { id } } }';
const COUNT = 'subscription Count { count(to: 2) }';
const OTHER = '{ viewer }';

const byHash = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trusted-documents-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function start(documents: unknown, only: boolean): Promise<GraphqlApp> {
  const file = join(folder, `${hashOf(JSON.stringify(documents) ?? '')}.json`);
  await writeFile(file, typeof documents === 'string' ? documents : JSON.stringify(documents));
  return startGraphqlApp({ trustedDocuments: { file, only } });
}

interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly code: unknown;
}

async function answerOf(response: Response): Promise<Answer> {
  const { data, errors } = (await response.json()) as {
    data?: unknown;
    errors?: { extensions: { code: string } }[];
  };
  return { status: response.status, data, code: errors?.[0]?.extensions.code };
}

const post = async ({ url }: GraphqlApp, body: unknown): Promise<Answer> =>
  answerOf(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );

const DOCUMENTS = { [hashOf(HELLO)]: HELLO, [`sha256:${hashOf(THINGS)}`]: THINGS, 'a1b2-count': COUNT };

describe.each([true, false])('trusted documents, only these: %s', (only) => {
  let server: GraphqlApp;
  beforeAll(async () => {
    server = await start(DOCUMENTS, only);
  });
  afterAll(() => server.app.close());

  it.each<[string, object]>([
    ['hash', byHash(hashOf(HELLO))],
    ['documentId', { documentId: hashOf(HELLO) }],
    ['documentId that says how it was made', { documentId: `sha256:${hashOf(HELLO)}` }],
    ['hash and text', { query: HELLO, ...byHash(hashOf(HELLO)) }],
    ['text', { query: HELLO }],
  ])('are run by their %s', async (_name, body) => {
    expect(await post(server, body)).toMatchObject({ status: 200, data: { hello: 'hello' } });
  });

  it('take variables, and come by GET and in batches', async () => {
    const things = { documentId: `sha256:${hashOf(THINGS)}`, variables: { n: 1 } };
    const data = { things: { nodes: [{ id: '1' }] } };
    expect(await post(server, things)).toMatchObject({ status: 200, data });
    const search = new URLSearchParams({ documentId: things.documentId, variables: '{"n":1}' });
    expect(await answerOf(await fetch(`${server.url}?${search}`))).toMatchObject({ status: 200, data });
    const batch = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([things, { documentId: hashOf(HELLO) }]),
    });
    expect(await batch.json()).toEqual([{ data }, { data: { hello: 'hello' } }]);
  });

  it('are not run by the hash of one with the text of another', async () => {
    const mixed = { query: THINGS, ...byHash(hashOf(HELLO)) };
    expect(await post(server, mixed)).toMatchObject({ status: 400, data: undefined });
  });

  const refused = { status: 400, data: undefined, code: 'DOCUMENT_NOT_TRUSTED' };

  it.each<[string, unknown, unknown]>([
    ['another query', { query: OTHER }, { data: { viewer: 'anonymous' } }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }, { status: 200 }],
    ['a query that comes with its hash', { query: OTHER, ...byHash(hashOf(OTHER)) }, { status: 200 }],
    ['the hash of what was sent before', byHash(hashOf(OTHER)), { data: { viewer: 'anonymous' } }],
    ['an unknown hash', byHash('0'.repeat(64)), { code: 'PERSISTED_QUERY_NOT_FOUND' }],
    ['an unknown id', { documentId: 'x' }, { code: 'PERSISTED_QUERY_NOT_FOUND' }],
    ['what is no GraphQL', { query: '{' }, { code: 'GRAPHQL_PARSE_FAILED' }],
    ['nearly the same text', { query: `${HELLO} ` }, { data: { hello: 'hello' } }],
    ['a hash that cannot be read', { query: OTHER, ...byHash('') }, { status: 400 }],
  ])('and %s', async (_name, body, otherwise) => {
    const answer = await post(server, body);
    if (only && _name !== 'a hash that cannot be read') expect(answer).toEqual(refused);
    else expect(answer).toMatchObject(otherwise as object);
  });

  it('hold for what is left to Apollo', async () => {
    const accept = 'application/json; callbackSpec=1.0; charset=utf-8';
    const search = new URLSearchParams({ query: OTHER });
    const answer = await answerOf(await fetch(`${server.url}?${search}`, { headers: { accept } }));
    expect(answer).toMatchObject(only ? refused : { data: { viewer: 'anonymous' } });
  });

  it('hold in a batch, for each of its operations', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: HELLO }, { query: OTHER }]),
    });
    const [first, second] = (await response.json()) as { data?: unknown; errors?: unknown[] }[];
    expect(first).toEqual({ data: { hello: 'hello' } });
    expect(second?.data).toEqual(only ? undefined : { viewer: 'anonymous' });
  });

  it('hold over WebSocket', async () => {
    const client = createClient({ url: server.socketUrl, webSocketImpl: WebSocket });
    const run = (query: string, extensions?: Record<string, unknown>): Promise<unknown[]> =>
      new Promise((resolve) => {
        const values: unknown[] = [];
        client.subscribe(
          { query, extensions },
          {
            next: ({ data }) => values.push(data),
            error: (errors) =>
              resolve((errors as { extensions: { code: string } }[]).map(({ extensions: { code } }) => code)),
            complete: () => resolve(values),
          },
        );
      });
    const counted = [{ count: 1 }, { count: 2 }];
    expect(await run(COUNT)).toEqual(counted);
    expect(await run('', byHash('a1b2-count').extensions)).toEqual(counted);
    expect(await run('subscription { count(to: 1) }')).toEqual(
      only ? ['DOCUMENT_NOT_TRUSTED'] : [{ count: 1 }],
    );
    await client.dispose();
  });
});

describe('a file of trusted documents', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'a document that does not parse',
      { a: HELLO, broken: '{ hello' },
      /^TRUSTED_DOCUMENTS: broken: Syntax Error/,
    ],
    [
      'one that does not fit the schema',
      { stale: '{ gone }' },
      /^TRUSTED_DOCUMENTS: stale: Cannot query field "gone"/,
    ],
    ['what is no document', { a: 1 }, /^TRUSTED_DOCUMENTS must hold an object/],
    ['a list', [HELLO], /^TRUSTED_DOCUMENTS must hold an object/],
    ['what is no JSON', '{ nothing', /^TRUSTED_DOCUMENTS cannot be read: /],
  ])('stops the start in one line with %s', async (_name, documents, message) => {
    const failure = await start(documents, true).then(
      ({ app }) => app.close().then(() => null),
      (error: unknown) => error as Error,
    );
    expect(failure?.message).toMatch(message);
    expect(failure?.message).not.toContain('\n');
  });

  it('stops the start when it is not there', async () => {
    const missing = startGraphqlApp({ trustedDocuments: { file: join(folder, 'none.json'), only: false } });
    await expect(missing).rejects.toThrow(/^TRUSTED_DOCUMENTS cannot be read: ENOENT/);
  });
});
