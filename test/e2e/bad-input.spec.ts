import { Agent } from 'node:http';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DemoService } from '../../src/demo/demo.service.js';
import { errorCodes } from '../../src/error-codes.js';
import { call, exchange, type RawAnswer } from '../support/raw-http.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const SLUG = 'azerbaijan-claims-shusha-armenia-says-fighting-continues';
const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';
const CODES = new Map(errorCodes.map(({ code, status }) => [code, status]));
const EXPECTED = new Set([200, 301, 302, 304, 400, 404, 410, 414, 422, 501]);
/** A preview token that is none is refused like a key that is none. */
const WITH_TOKEN = new Set([...EXPECTED, 401]);
/** One key reads two exports at a time. */
const EXPORTS = new Set([...EXPECTED, 429]);

function expectedOf(target: string): ReadonlySet<number> {
  if (target.startsWith('/v1/export/')) return EXPORTS;
  return target.includes('?preview=') ? WITH_TOKEN : EXPECTED;
}
/** What only the inside of the program says. */
const INTERNALS =
  /node_modules|\.[jt]s:\d|syntax error at|invalid input syntax|relation "|column "|SQLSTATE|TypeError/;

/** Values as they stand in a URL. */
const HOSTILE: Readonly<Record<string, string>> = {
  empty: '',
  blank: '%20',
  zero: '0',
  negative: '-1',
  huge: '99999999999999999999999999',
  'beyond int': '2147483648',
  float: '1.5',
  exponent: '1e2',
  hexadecimal: '0x10',
  'not a number': 'NaN',
  unicode: encodeURIComponent('Ünïcode — 日本語'),
  emoji: encodeURIComponent('👩‍👩‍👧'),
  bidi: encodeURIComponent('\u202eabc'),
  NUL: 'a%00b',
  'invalid UTF-8': '%FF',
  'a surrogate in UTF-8': '%ED%A0%80',
  'a bare percent': '%',
  'a quote': "'",
  SQL: encodeURIComponent("' or 1=1; drop table comment; --"),
  'a tsquery': encodeURIComponent("a:* & (b | !'"),
  'a path': encodeURIComponent('../../../etc/passwd'),
  'a URL': encodeURIComponent('http://[::1'),
  'a script': encodeURIComponent('<script>alert(1)</script>'),
  'a header': '%0d%0aSet-Cookie:%20a=b',
  brackets: '%5B%5D%7B%7D',
  commas: ',,,',
  dots: '...',
  plus: '+++',
  'eight kilobytes': 'a'.repeat(8_192),
  'a long list': Array.from({ length: 150 }, () => UNKNOWN_ID).join(','),
  'deep fields': 'section.'.repeat(500),
  prototype: '__proto__',
  constructor: 'constructor',
  'a method': 'toString',
  'an id': UNKNOWN_ID,
  'an id in capitals': UNKNOWN_ID.toUpperCase(),
  'a false id': `${UNKNOWN_ID.slice(0, -1)}g`,
  'a false date': '2026-02-30T00:00:00Z',
  'year zero': '0000-01-01T00:00:00Z',
  'a far date': '9999-12-31T23:59:59-23:59',
  'a cursor of nothing': Buffer.from('[1,2,3]').toString('base64url'),
  'a cursor with a NUL': Buffer.from(`["a","\\u0000","${UNKNOWN_ID}"]`).toString('base64url'),
  'no cursor': Buffer.from('{"__proto__":1}').toString('base64url'),
};

interface Route {
  readonly path: string;
  readonly params: readonly string[];
  readonly query: readonly string[];
  /** Whether it answers only to who comes with a key. */
  readonly isKeyed: boolean;
  /** Methods that its path takes. */
  readonly methods: readonly string[];
}

vi.setConfig({ testTimeout: 180_000 });

let site: TestApp;
let port: number;
/** Of thousands of questions, only what is asked differs. */
const agent = new Agent({ keepAlive: true });
let ids: Record<string, string>;
let routes: Route[];

beforeAll(async () => {
  site = await TestApp.start();
  await site.app.get(DemoService, { strict: false }).fillEmpty(new Date());
  port = Number(new URL(site.url).port);
  const one = async (table: string) =>
    (await site.database.pool.query<{ id: string }>(`select id from ${table} limit 1`)).rows[0]?.id as string;
  ids = { comment: await one('comment'), author: await one('author'), section: await one('section') };
  routes = readRoutes(site);
});
afterAll(async () => {
  agent.destroy();
  await site.close();
});

/** Every GET route with its parameters, as the application itself describes them. */
function readRoutes({ app }: TestApp): Route[] {
  const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  return Object.entries(paths).flatMap(([path, operations]) => {
    const { get } = operations;
    const methods = Object.keys(operations).map((method) => method.toUpperCase());
    const named = (place: string) =>
      (get?.parameters ?? []).flatMap((one) => ('name' in one && one.in === place ? [one.name] : []));
    if (!get) return [];
    const isKeyed = (get.security ?? []).length > 0;
    return [{ path, params: named('path'), query: named('query'), isKeyed, methods }];
  });
}

/** Asks a route, with a key where it wants one. */
const ask = ({ isKeyed }: Route, target: string, method = 'GET'): Promise<RawAnswer> =>
  call(port, target, { method, headers: isKeyed ? { authorization: `Bearer ${ADMIN_KEY}` } : {}, agent });

const SOUND: Readonly<Record<string, string>> = {
  ...{ article: SLUG, format: 'rss', part: 'sections', number: '1' },
};
const sound = (route: Route): string =>
  route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    route.path.startsWith('/v1/comments/') ? (ids['comment'] as string) : (SOUND[name] ?? 'world'),
  );

/** A page of another site has a page in it, whatever becomes of the story. */
const isEmbedded = (target: string, { headers }: RawAnswer): boolean =>
  target.startsWith('/embed/') && headers['content-type'] === 'text/html; charset=utf-8';

/** What an answer to hostile input must be, whatever the input: expected, explained and without a word of ours. */
function expectSound(answer: RawAnswer, target: string, expected: ReadonlySet<number> = EXPECTED): void {
  const { status, headers, text } = answer;
  const about = `${target.slice(0, 200)} → ${status} ${text.slice(0, 300)}`;
  expect(expected.has(status), about).toBe(true);
  if (status < 400) return;
  if (isEmbedded(target, answer)) {
    expect(headers['content-security-policy'], about).toMatch(
      /^default-src 'none'; style-src 'sha256-[^ ]+'; frame-/,
    );
    expect(text, about).not.toMatch(INTERNALS);
    return;
  }
  expect(headers['content-type'], about).toBe('application/problem+json');
  const problem = JSON.parse(text) as Record<string, unknown>;
  expect(problem, about).toMatchObject({ status, type: expect.any(String), title: expect.any(String) });
  expect(problem, about).toMatchObject({ detail: expect.any(String), errors: expect.any(Array) });
  expect(CODES.get(problem['code'] as string), about).toBe(status);
  expect(text, about).not.toMatch(INTERNALS);
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

describe('a hostile query', () => {
  it('knows every route of the contract', () => {
    expect(routes.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        '/v1/site',
        '/v1/front',
        '/v1/sections/{slug}',
        '/v1/articles',
        '/v1/articles/{article}/page',
        '/v1/articles/{article}/comments',
        '/v1/comments/{id}',
        '/v1/counts',
        '/v1/resolve',
        '/feeds/latest',
        '/feeds/sections/{slug}.{format}',
        '/feeds/articles/{article}/comments.rss',
        '/sitemap.xml',
        '/sitemap-{part}.xml',
        '/robots.txt',
      ]),
    );
  });

  it('never breaks a parameter of any route', async () => {
    const targets = routes.flatMap((route) =>
      route.query.flatMap((name) =>
        Object.values(HOSTILE).map((value) => ({
          route,
          target: `${sound(route)}?${encodeURIComponent(name)}=${value}`,
        })),
      ),
    );
    expect(targets.length).toBeGreaterThan(1_000);
    await each(targets, async ({ route, target }) =>
      expectSound(await ask(route, target), target, expectedOf(target)),
    );
  });

  it.each(['repeated', 'array', 'object', 'without a value'])(
    'refuses a parameter that is %s',
    async (form) => {
      const write: Record<string, (name: string) => string> = {
        repeated: (name) => `${name}=1&${name}=1`,
        array: (name) => `${name}[]=1`,
        object: (name) => `${name}[a]=1`,
        'without a value': (name) => name,
      };
      const targets = routes.flatMap((route) =>
        route.query.map((name) => ({ route, target: `${sound(route)}?${write[form]?.(name)}` })),
      );
      await each(targets, async ({ route, target }) =>
        expectSound(await ask(route, target), target, new Set([400])),
      );
    },
  );

  it('names a parameter that no route knows, on every route of the contract', async () => {
    const names = [
      'nonsense',
      '__proto__',
      'constructor',
      'toString',
      'Limit',
      'limit%20',
      '%24where',
      'a.b',
    ];
    const targets = routes
      .filter(({ path }) => /^\/(v1|feeds|sitemap|robots)/.test(path))
      .flatMap((route) => names.map((name) => ({ route, name })));
    await each(targets, async ({ route, name }) => {
      const target = `${sound(route)}?${name}=1`;
      const answer = await ask(route, target);
      expectSound(answer, target, new Set([400]));
      const decoded = decodeURIComponent(name);
      expect(JSON.parse(answer.text), target).toMatchObject({
        code: 'UNKNOWN_PARAMETER',
        errors: [{ pointer: decoded, code: 'UNKNOWN_PARAMETER' }],
      });
    });
  });
});

describe('a hostile path', () => {
  it('is not found or refused on every route', async () => {
    const values = [
      ...Object.values(HOSTILE),
      ...Object.values(ids),
      SLUG.toUpperCase(),
      `${SLUG}%2f`,
      `${SLUG}%00`,
    ];
    const targets = routes
      .filter(({ params }) => params.length > 0)
      .flatMap((route) =>
        values.map((value) => ({ route, target: route.path.replaceAll(/\{\w+\}/g, () => value) })),
      );
    await each(targets, async ({ route, target }) => expectSound(await ask(route, target), target));
  });

  it('finds a story by its id in capitals, and by no id of another thing', async () => {
    const { rows } = await site.database.pool.query<{ id: string }>(
      'select id from article where slug = $1',
      [SLUG],
    );
    const id = rows[0]?.id as string;
    expect((await call(port, `/v1/articles/${id.toUpperCase()}`)).status).toBe(200);
    for (const other of Object.values(ids)) {
      const answer = await call(port, `/v1/articles/${other}`);
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([404, 'ARTICLE_NOT_FOUND']);
    }
  });

  it('answers another method with 405 and what the path takes', async () => {
    await each(routes, async (route) => {
      const target = sound(route);
      for (const method of ['PUT', 'PATCH', 'DELETE'].filter((one) => !route.methods.includes(one))) {
        const answer = await ask(route, target, method);
        expectSound(answer, `${method} ${target}`, new Set([405]));
        expect(JSON.parse(answer.text).code).toBe('METHOD_NOT_ALLOWED');
        expect(answer.headers.allow).toContain('GET');
      }
    });
  });

  it.each(['/v1', '/v1/', '/v2/site', '/V1/SITE', '/v1//site', '/v1/articles/a/b/c', '/%2e%2e/etc', '/.env'])(
    'knows no route %s',
    async (target) => {
      const answer = await call(port, target);
      expectSound(answer, target, new Set([404]));
      expect(JSON.parse(answer.text).code).toBe('ROUTE_NOT_FOUND');
    },
  );
});

describe('a malformed request', () => {
  const raw = async (lines: string[], body = '') =>
    exchange(
      port,
      `${[...lines, 'Connection: close', `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`,
    );

  it.each(['[', 'a b', '[::1', 'a:b:c', 'x:99999', '%00', ''])(
    'is refused for the host "%s"',
    async (host) => {
      const body = '{"query":"{__typename}"}';
      for (const lines of [
        ['POST /graphql HTTP/1.1', `Host: ${host}`, 'Content-Type: application/json'],
        ['GET /graphql?query={__typename} HTTP/1.1', `Host: ${host}`, 'Apollo-Require-Preflight: 1'],
        ['GET /v1/site HTTP/1.1', `Host: ${host}`],
      ]) {
        const answer = await raw(lines, lines[0]?.startsWith('POST') ? body : '');
        expect(answer).toMatch(/^HTTP\/1\.1 400 /);
        expect(answer).toContain('"code":"BAD_REQUEST"');
      }
    },
  );

  it('is refused for a target that is no address', async () => {
    for (const target of ['http://[/graphql?query={__typename}', 'http://a:b/v1/site', '//[/v1/site']) {
      expect(await raw([`GET ${target} HTTP/1.1`, 'Host: a', 'Apollo-Require-Preflight: 1'])).toMatch(
        /^HTTP\/1\.1 400 /,
      );
    }
  });

  it('is answered without a host in HTTP/1.0, and in absolute form', async () => {
    expect(await raw(['GET /v1/site HTTP/1.0'])).toMatch(/^HTTP\/1\.1 200 /);
    const body = '{"query":"{__typename}"}';
    expect(await raw(['POST /graphql HTTP/1.0', 'Content-Type: application/json'], body)).toMatch(
      /^HTTP\/1\.1 200 /,
    );
    const absolute = await raw([
      `GET http://other.example/v1/articles?limit=1 HTTP/1.1`,
      'Host: other.example',
    ]);
    expect(absolute).toMatch(/^HTTP\/1\.1 200 /);
    expect(absolute.toLowerCase()).toContain('link: <https://api.example/v1/articles?limit=1&after=');
  });
});
