import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { generateSite } from '../support/generated-site.js';
import { openGetRoutes } from '../support/get-routes.js';
import { call, type RawCall } from '../support/raw-http.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

let site: TestApp;
let port: number;
/** A story that had the slug `first-slug` before. */
let slug: string;
/** A path for every GET route of the site's content. */
const paths = new Map<string, string>();

beforeAll(async () => {
  site = await TestApp.start();
  port = Number(new URL(site.url).port);
  await generateSite(site, 40, 11);
  const line = {
    externalId: 'moved',
    headline: 'Moved',
    section: 'world',
    body: { text: 'x' },
    publishedAt: '2026-01-01T00:00:00Z',
  };
  await site.import([{ ...line, slug: 'first-slug' }]);
  await site.import([{ ...line, slug: 'second-slug' }]);
  const [row] = await site.database.query<{
    slug: string;
    id: string;
    comment: string;
  }>(sql`select a.slug, a.id, c.id as comment
    from comment c join article a on a.id = c.article_id where c.status = 'approved' order by c.id limit 1`);
  slug = row?.slug ?? '';
  const parameters: Record<string, string> = {
    ...{
      '/v1/sections/:slug': '/v1/sections/world',
      '/v1/authors/:slug': '/v1/authors/chen-wei',
      '/v1/tags/:slug': '/v1/tags/trade',
      '/v1/sections/:slug/page': '/v1/sections/world/page',
      '/v1/authors/:slug/page': '/v1/authors/chen-wei/page',
      '/v1/tags/:slug/page': '/v1/tags/trade/page',
    },
    '/v1/comments/:id': `/v1/comments/${row?.comment}`,
    '/v1/counts': `/v1/counts?ids=${row?.id}`,
    '/v1/resolve': '/v1/resolve?url=/world',
    '/oembed': `/oembed?url=/world/${slug}`,
    '/v1/search': '/v1/search?q=story',
    '/v1/suggest': '/v1/suggest?q=sto',
  };
  for (const route of openGetRoutes(site).filter((one) => one.startsWith('/v1/') || isDocument(one))) {
    const slugs = { sections: 'world', authors: 'chen-wei', tags: 'trade' };
    const path = route
      .replace(':article', encodeURIComponent(slug))
      .replace(/(\w+)\/:slug/, (_, place: keyof typeof slugs) => `${place}/${slugs[place]}`)
      .replace(':format', 'atom');
    paths.set(route, parameters[route] ?? path);
  }
});
afterAll(() => site.close());

/** Feeds, sitemaps, ninjs and embedded stories, but for the parts of the sitemap: they are streams. */
const isDocument = (route: string): boolean =>
  /^\/(feeds|sitemap|robots|embed|oembed)|\/ninjs$/.test(route) && route !== '/sitemap-:part.xml';

/** Pages behind the links of e-mails: who has the address may use it, so they are nothing to keep. */
const isPage = (route: string): boolean => route.startsWith('/v1/notifications/');

/** Media types of what is not JSON of ours, by the beginning of its route. */
const TYPES: Readonly<Record<string, string>> = {
  '/feeds': 'application/(rss|atom)\\+xml; charset=utf-8',
  '/sitemap': 'application/xml; charset=utf-8',
  '/robots': 'text/plain; charset=utf-8',
  '/embed': 'text/html; charset=utf-8',
  '/v1/notifications': 'text/html; charset=utf-8',
};
const typeOf = (route: string): string =>
  Object.entries(TYPES).find(([start]) => route.startsWith(start))?.[1] ?? 'application/json; charset=utf-8';

const ask = (path: string, options?: RawCall) => call(port, path, options);
const PAGE = () => `/v1/articles/${encodeURIComponent(slug)}/page`;

/** Headers without those of the connection and of the single request. */
const lasting = (headers: object) =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !['date', 'x-request-id', 'connection', 'keep-alive'].includes(name),
    ),
  );

describe('every read', () => {
  it('has an ETag that stays, answers 304 to it, and HEAD as GET without the body', async () => {
    expect(paths.size).toBeGreaterThan(28);
    for (const path of paths.values()) {
      const answer = await ask(path);
      expect([path, answer.status]).toEqual([path, 200]);
      const { etag } = answer.headers;
      expect(etag, path).toMatch(/^"[\w-]{22}"$/);
      expect((await ask(path)).headers.etag, path).toBe(etag);
      const same = await ask(path, { headers: { 'if-none-match': `"other", ${etag}` } });
      expect([path, same.status, same.text, same.headers.etag]).toEqual([path, 304, '', etag]);
      expect(same.headers['cache-control']).toBe(answer.headers['cache-control']);
      expect((await ask(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
      const head = await ask(path, { method: 'HEAD' });
      expect([head.status, head.text]).toEqual([200, '']);
      expect(lasting(head.headers), path).toEqual(lasting(answer.headers));
      expect(Number(head.headers['content-length'])).toBe(answer.bytes.length);
    }
  });

  it('is open to every origin without credentials, and cacheable for five seconds at most, but for pages behind links of e-mails', async () => {
    for (const [route, path] of paths) {
      const { headers } = await ask(path, { headers: { origin: 'https://reader.example' } });
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(headers['access-control-expose-headers']).toBe(
        'ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, Broadsheet-After',
      );
      const [, age] = /^public, max-age=(\d+)$/.exec(headers['cache-control'] ?? '') ?? [];
      if (isPage(route)) expect(headers['cache-control'], path).toBe('private, no-store');
      else expect(Number(age), path).toBeLessThanOrEqual(5);
      expect(headers.vary).toContain('Accept-Encoding');
      expect(headers['content-type'], route).toMatch(new RegExp(`^${typeOf(route)}$`));
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  it('is kept from shared caches when it came with a key', async () => {
    for (const path of paths.values()) {
      const { status, headers } = await ask(path, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
      expect(status).toBe(200);
      expect(headers['cache-control'], path).toMatch(/^private/);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('says its methods to OPTIONS, and lets a preflight through', async () => {
    for (const path of paths.values()) {
      const options = await ask(path, { method: 'OPTIONS' });
      expect([path, options.status, options.text]).toEqual([path, 204, '']);
      expect(options.headers.allow).toMatch(/^GET, HEAD, .*OPTIONS$/);
      const preflight = await ask(path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://reader.example',
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'if-none-match',
        },
      });
      expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, '*']);
      expect(preflight.headers['access-control-allow-headers']).toBe('if-none-match');
    }
  });
});

describe('encodings', () => {
  it('br and gzip give the same bytes back, each with an ETag of its own', async () => {
    const plain = await ask(PAGE());
    const decoders = { br: brotliDecompressSync, gzip: gunzipSync };
    const tags = new Set([plain.headers.etag]);
    for (const [encoding, decode] of Object.entries(decoders)) {
      const headers = { 'accept-encoding': encoding };
      const encoded = await ask(PAGE(), { headers });
      expect(encoded.headers['content-encoding']).toBe(encoding);
      expect(decode(encoded.bytes).equals(plain.bytes)).toBe(true);
      expect(encoded.bytes.length).toBeLessThan(plain.bytes.length / 2);
      tags.add(encoded.headers.etag);
      const etag = encoded.headers.etag ?? '';
      expect((await ask(PAGE(), { headers: { ...headers, 'if-none-match': etag } })).status).toBe(304);
      expect((await ask(PAGE(), { headers: { 'if-none-match': etag } })).status).toBe(200);
      const head = await ask(PAGE(), { method: 'HEAD', headers });
      expect(lasting(head.headers)).toEqual(lasting(encoded.headers));
    }
    expect(tags.size).toBe(3);
    expect(
      (await ask(PAGE(), { headers: { 'accept-encoding': 'gzip;q=0.5, br' } })).headers['content-encoding'],
    ).toBe('br');
    expect((await ask(PAGE(), { headers: { 'accept-encoding': 'identity;q=0, *;q=0' } })).status).toBe(406);
  });
});

describe('single stories', () => {
  it('say when they last changed, to the second', async () => {
    for (const rest of ['', '/page', '/share']) {
      const path = `/v1/articles/${encodeURIComponent(slug)}${rest}`;
      const { headers } = await ask(path);
      const { body } = await site.get<{ updatedAt: string }>(`/v1/articles/${encodeURIComponent(slug)}`);
      const seconds = Math.floor(Date.parse(body.updatedAt) / 1000) * 1000;
      expect(Date.parse(headers['last-modified'] ?? ''), path).toBe(seconds);
    }
    expect((await ask('/v1/articles')).headers['last-modified']).toBeUndefined();
  });

  it('send who comes with an old slug on, with the rest of the address', async () => {
    for (const rest of [
      '',
      '/page?related.limit=2&fields=article',
      '/comments?sort=best&limit=3',
      '/share',
      '/related?limit=1',
      '/ninjs',
      '/comments.rss?limit=2',
    ]) {
      const start = rest.startsWith('/comments.rss') ? '/feeds' : '/v1';
      const { status, headers } = await ask(`${start}/articles/first-slug${rest}`);
      expect([rest, status, headers.location]).toEqual([rest, 301, `${start}/articles/second-slug${rest}`]);
      expect(headers['cache-control']).toMatch(/(^|, )max-age=60$/);
      expect((await ask(headers.location ?? '')).status).toBe(200);
    }
    expect((await site.graphql('{ article(slug: "first-slug") { slug } }')).body).toEqual({
      data: { article: { slug: 'second-slug' } },
    });
  });
});

describe('failures', () => {
  it('are problems, each with its code, and never kept', async () => {
    const failures: [string, RawCall, number, string][] = [
      ['/nowhere', {}, 404, 'ROUTE_NOT_FOUND'],
      ['/v1/articles/nowhere', {}, 404, 'ARTICLE_NOT_FOUND'],
      ['/v1/articles/nowhere/page', { method: 'HEAD' }, 404, ''],
      ['/v1/sections/nowhere', {}, 404, 'SECTION_NOT_FOUND'],
      ['/v1/authors/nowhere', {}, 404, 'AUTHOR_NOT_FOUND'],
      ['/v1/tags/nowhere', {}, 404, 'TAG_NOT_FOUND'],
      ['/v1/comments/nowhere', {}, 404, 'COMMENT_NOT_FOUND'],
      ['/v1/articles?limit=0', {}, 400, 'INVALID_PARAMETER'],
      ['/v1/articles?limit=10&limit=20', {}, 400, 'INVALID_PARAMETER'],
      ['/v1/articles?x=1', {}, 400, 'UNKNOWN_PARAMETER'],
      ['/v1/articles/%ff', {}, 400, 'INVALID_PARAMETER'],
      ['/v1/articles', { method: 'DELETE' }, 405, 'METHOD_NOT_ALLOWED'],
      ['/v1/site', { headers: { authorization: 'Bearer wrong' } }, 401, 'UNAUTHENTICATED'],
      [
        `/v1/articles/x/comments`,
        { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
        400,
        'MALFORMED_BODY',
      ],
      [
        `/v1/articles/x/comments`,
        { method: 'POST', body: 'a', headers: { 'content-type': 'text/plain' } },
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      ],
      [`/v1/articles?q=${'a'.repeat(9_000)}`, {}, 414, 'URL_TOO_LONG'],
    ];
    for (const [path, options, status, code] of failures) {
      const answer = await ask(path, options);
      expect([path.slice(0, 60), answer.status]).toEqual([path.slice(0, 60), status]);
      expect(answer.headers['content-type'], path).toBe('application/problem+json');
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.headers.etag).toBeUndefined();
      if (code === '') continue;
      const problem = JSON.parse(answer.text) as Record<string, unknown>;
      expect(problem).toMatchObject({
        code,
        status,
        title: expect.any(String),
        detail: expect.any(String),
        errors: expect.any(Array),
      });
      expect(problem['instance']).toBe(path.split('?')[0]);
      expect(answer.text).not.toMatch(/select |node_modules|at Object|\.ts:/i);
    }
  });
});

describe('values', () => {
  const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

  /** Every member of an answer, at every depth, with its name. */
  function* members(value: unknown): Generator<[string, unknown]> {
    if (Array.isArray(value)) for (const item of value) yield* members(item);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        yield [name, member];
        // Blocks are a format of their own, and keys there may be left out.
        if (name !== 'blocks' && name !== 'jsonLd') yield* members(member);
      }
    }
  }

  it('have one form everywhere: times in UTC to the millisecond, ids UUIDs of version 7', async () => {
    const forms = { time: TIME, id: UUID_V7 };
    const seen = { time: 0, id: 0 };
    const kindOf = (name: string, value: unknown): keyof typeof forms | null => {
      if (/^id$|Id$/.test(name)) return 'id';
      return /At$|^at$|Time$|Until$/.test(name) || /^\d{4}-\d\d-\d\d[T ]/.test(String(value)) ? 'time' : null;
    };
    const json = [...paths].flatMap(([route, path]) => (isDocument(route) || isPage(route) ? [] : [path]));
    for (const path of [...json, '/v1/articles?limit=100', `${PAGE()}?comments.limit=100`]) {
      for (const [name, value] of members((await site.get(path)).body)) {
        const kind = value === null ? null : kindOf(name, value);
        if (!kind) continue;
        expect(value, `${path} ${name}`).toMatch(forms[kind]);
        seen[kind] += 1;
      }
    }
    expect(seen.time).toBeGreaterThan(200);
    expect(seen.id).toBeGreaterThan(200);
  });
});
