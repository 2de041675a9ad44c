import { once } from 'node:events';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { getOperationAST, type GraphQLSchema, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DemoService } from '../../src/demo/demo.service.js';
import { CostCalculator } from '../../src/platform/graphql/cost.js';
import { DEFAULT_GRAPHQL_LIMITS } from '../../src/platform/graphql/limits.js';
import { fullPageQuery } from '../support/full-page-query.js';
import { call } from '../support/raw-http.js';
import { type GraphqlError, TestApp } from '../support/test-app.js';

const SLUG = 'azerbaijan-claims-shusha-armenia-says-fighting-continues';

let site: TestApp;
let schema: GraphQLSchema;
beforeAll(async () => {
  site = await TestApp.start();
  await site.app.get(DemoService, { strict: false }).fillEmpty(new Date());
  ({ schema } = site.app.get(GraphQLSchemaHost, { strict: false }));
});
afterAll(() => site.close());

/** Nested this many fields deep, of a real thing each: section, parent, parent … name. */
const nested = (depth: number): string =>
  `{ section(slug: "world") ${'{ parent '.repeat(depth - 2)}{ name }${' }'.repeat(depth - 2)} }`;
const aliased = (count: number): string =>
  `{ site { ${Array.from({ length: count }, (_, index) => `a${index}: name`).join(' ')} } }`;
/** `{`, `site`, `{`, the names, `}`, `}`. */
const ofTokens = (count: number): string => `{ site { ${'a '.repeat(count - 5)}} }`;
const priced = (comments: number): string =>
  `{ articles(first: 100) { nodes { comments(first: ${comments}) { nodes { id } } } } }`;

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly data: unknown;
}

const answerOf = (status: number, body: { data?: unknown; errors?: GraphqlError[] }): Answer => ({
  status,
  code: body.errors?.[0]?.extensions.code,
  data: body.data,
});

const transports: [string, (query: string, variables?: object) => Promise<Answer>][] = [
  [
    'POST',
    async (query, variables) => {
      const { status, body } = await site.post<any>('/graphql', { query, variables });
      return answerOf(status, body);
    },
  ],
  [
    'GET',
    async (query, variables = {}) => {
      const search = new URLSearchParams({
        query: query.replaceAll(/\s+/g, ' '),
        variables: JSON.stringify(variables),
      });
      const { status, text } = await call(Number(new URL(site.url).port), `/graphql?${search.toString()}`, {
        headers: { 'apollo-require-preflight': '1', accept: 'application/graphql-response+json' },
      });
      return answerOf(status, JSON.parse(text));
    },
  ],
];

describe('the whole page', () => {
  const query = () => fullPageQuery(schema);

  it('passes every limit with twenty comments and replies three levels deep', async () => {
    const { status, body } = await site.graphql<any>(query(), { slug: SLUG });
    expect(body.errors).toBeUndefined();
    expect(status).toBe(200);
    expect(body.data?.articlePage.article.slug).toBe(SLUG);
    expect(body.data?.articlePage.comments.nodes.length).toBeGreaterThan(0);
  });

  it('leaves room for what clients add', () => {
    const calculator = new CostCalculator({
      ...DEFAULT_GRAPHQL_LIMITS,
      cost: DEFAULT_GRAPHQL_LIMITS.cost * 0.9,
    });
    const document = parse(query());
    const operation = getOperationAST(document);
    if (!operation) throw new Error('The page has no operation');
    expect(() => calculator.check(schema, document, operation, { slug: SLUG })).not.toThrow();
  });
});

describe.each(transports)('over %s', (_name, ask) => {
  it.each([
    ['depth', nested(12), nested(13), 'QUERY_TOO_DEEP'],
    ['aliases', aliased(30), aliased(31), 'TOO_MANY_ALIASES'],
    // 1 + 100 × (1 + 1 + 12) = 1,401 and 1 + 100 × (1 + 1 + 100) = 10,201 points.
    ['cost', priced(12), priced(100), 'QUERY_TOO_COSTLY'],
  ])('%s is limited', async (_limit, allowed, refused, code) => {
    const good = await ask(allowed);
    expect([good.status, good.code]).toEqual([200, undefined]);
    const bad = await ask(refused);
    expect([bad.status, bad.code, bad.data]).toEqual([400, code, undefined]);
  });

  it('a fragment hides neither depth nor aliases nor cost', async () => {
    const deep = `query { section(slug: "world") { ...A } } fragment A on Section { parent { ...B } }
      fragment B on Section { parent { parent { parent { parent { parent { parent { parent { parent { parent { parent { name } } } } } } } } } } }`;
    expect((await ask(deep)).code).toBe('QUERY_TOO_DEEP');
    const many = `query { a: site { ...A } b: site { ...A } } fragment A on Site { ${Array.from({ length: 15 }, (_, index) => `n${index}: name`).join(' ')} }`;
    expect((await ask(many)).code).toBe('TOO_MANY_ALIASES');
    const dear = `query { articles(first: 100) { nodes { ...A } } } fragment A on Article { comments(first: 100) { nodes { id } } }`;
    expect((await ask(dear)).code).toBe('QUERY_TOO_COSTLY');
  });

  it('a variable hides no cost', async () => {
    const query = `query ($n: Int) { articles(first: $n) { nodes { comments(first: $n) { nodes { id } } } } }`;
    expect((await ask(query, { n: 5 })).status).toBe(200);
    expect((await ask(query, { n: 100 })).code).toBe('QUERY_TOO_COSTLY');
    expect((await ask(query, { n: 10_000 })).code).toBe('QUERY_TOO_COSTLY');
  });

  it.each([
    'articles(first: 101) { nodes { id } }',
    'authors(first: 101) { nodes { id } }',
    'tags(first: 101) { nodes { id } }',
  ])('a page holds 100 at most: %s', async (field) => {
    expect((await ask(`{ ${field.replace('101', '100')} }`)).code).toBeUndefined();
    expect((await ask(`{ ${field} }`)).code).toBe('INVALID_PARAMETER');
  });

  it.each([
    'comments(first: 101) { nodes { id } }',
    'related(first: 101) { score }',
    'comments(first: 1) { nodes { replies(first: 101) { nodes { id } } } }',
  ])('a page inside a story holds 100 at most: %s', async (field) => {
    const { code } = await ask(`query ($slug: String) { article(slug: $slug) { ${field} } }`, { slug: SLUG });
    expect(code).toBe('INVALID_PARAMETER');
  });

  it('tokens are limited', async () => {
    // So many times the same field is too much for the next limit: the lexer let it through.
    expect((await ask(ofTokens(2_000))).code).toBe('TOO_MANY_ALIASES');
    expect((await ask(ofTokens(2_001))).code).toBe('QUERY_TOO_LONG');
  });
});

describe('a batch', () => {
  const send = (count: number) =>
    site.post<any>(
      '/graphql',
      Array.from({ length: count }, () => ({ query: '{ site { name } }' })),
    );

  it('holds ten operations at most', async () => {
    const good = await send(10);
    expect(good.status).toBe(200);
    expect(good.body).toHaveLength(10);
    const bad = await send(11);
    expect([bad.status, bad.body.errors[0].extensions.code]).toEqual([400, 'BATCH_TOO_LARGE']);
  });
});

describe('over WebSocket', () => {
  /** The messages that one operation brings, until it ends. */
  async function ask(query: string): Promise<{ type: string; payload: GraphqlError[] }[]> {
    const socket = new WebSocket(`${site.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const messages: { type: string; payload: GraphqlError[] }[] = [];
    try {
      await once(socket, 'open');
      const ended = new Promise<void>((resolve, reject) => {
        socket.on('close', (code, reason) => reject(new Error(`${code} ${String(reason)}`)));
        socket.on('message', (data) => {
          const message = JSON.parse(String(data)) as { type: string; payload: GraphqlError[] };
          if (message.type === 'connection_ack') {
            socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
            return;
          }
          messages.push(message);
          if (message.type === 'error' || message.type === 'complete') resolve();
        });
      });
      socket.send(JSON.stringify({ type: 'connection_init' }));
      await ended;
    } finally {
      socket.terminate();
    }
    return messages;
  }

  it.each([
    '{ site { name } }',
    'query { articles(first: 1) { nodes { id } } }',
    'mutation { addComment(input: { articleId: "x", name: "x", email: "a@example.com", body: "x" }) { token } }',
    '{ __schema { types { name } } }',
  ])('only subscriptions are served, not %s', async (query) => {
    const messages = await ask(query);
    expect(messages.map(({ type }) => type)).toEqual(['error']);
    expect(messages[0]?.payload[0]?.extensions.code).toBe('SUBSCRIPTIONS_ONLY');
  });
});
