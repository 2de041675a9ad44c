import { Reflector } from '@nestjs/core';
import type { ExecutionContext } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccessGuard } from '../../src/access/access.guard.js';
import type { ViewedRequest } from '../../src/platform/api/call.js';
import type { AccessService } from '../../src/access/access.service.js';
import { DomainError } from '../../src/platform/api/errors.js';
import { Needs } from '../../src/platform/api/needs.js';
import { type Scope, SCOPES, type Viewer } from '../../src/platform/api/viewer.js';
import { storyOf } from '../support/comments.js';
import { capturePrinted } from '../support/printed.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
const lines: string[] = [];
let site: TestApp;
let slug: string;

beforeAll(async () => {
  site = await TestApp.start({ LOG_LEVEL: 'trace' }, { logStream: { write: (line) => lines.push(line) } });
  ({ slug } = await storyOf(site, undefined, {
    excerpt: 'The excerpt.',
    body: { text: 'One paragraph.\n\nAnother paragraph.' },
  }));
});
afterAll(() => site.close());

const DOCUMENTS = [
  ...['/feeds/latest', '/feeds/latest.rss', '/feeds/sections/world.atom', '/feeds/sections/world.json'],
  ...['/sitemap.xml', '/sitemap-news.xml', '/sitemap-sections.xml', '/robots.txt'],
];

describe('a caller', () => {
  let printed: ReturnType<typeof capturePrinted>;
  beforeEach(() => {
    printed = capturePrinted();
  });
  afterEach(() => printed.restore());

  const paths = () => [
    `/v1/articles/${slug}`,
    `/v1/articles/${slug}/page`,
    '/v1/articles',
    '/v1/site',
    '/v1/front',
  ];

  it('without a key reads what anyone may keep', async () => {
    for (const path of paths()) {
      const { status, headers } = await site.get(path);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('public, max-age=5');
    }
  });

  it('with the admin key reads the same, and no shared cache keeps it', async () => {
    for (const path of paths()) {
      const [open, own] = [await site.get(path), await site.get(path, admin)];
      expect(own.status).toBe(200);
      expect(own.body).toEqual(open.body);
      expect(own.headers.get('cache-control')).toBe('private, no-cache');
      const again = await site.get(path, { ...admin, 'if-none-match': own.headers.get('etag') as string });
      // To those who write, a story is always told: its ETag is the version, which the clock does not change.
      const status = path === `/v1/articles/${slug}` ? 200 : 304;
      expect([again.status, again.headers.get('cache-control')]).toEqual([status, 'private, no-cache']);
    }
    const { status, headers, body } = await site.graphql('{ site { name } }', {}, admin);
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('reads feeds, sitemaps and embedded stories by the same rules', async () => {
    for (const path of [...DOCUMENTS, `/embed/${slug}`, `/oembed?url=/world/${slug}`]) {
      const [open, own] = [await site.text(path), await site.text(path, admin)];
      expect([open.status, open.headers.get('cache-control')]).toEqual([200, 'public, max-age=5']);
      expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
      expect(own.body).toBe(open.body);
      const { status, body } = await site.get(path, { authorization: 'Bearer nobody-knows-this-key' });
      expect([status, body['code']]).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  it.each([
    ['an unknown key', 'Bearer nobody-knows-this-key'],
    ['the key with something after it', `Bearer ${ADMIN_KEY}x`],
    ['the start of the key', `Bearer ${ADMIN_KEY.slice(0, -1)}`],
    ['the key in capitals', `Bearer ${ADMIN_KEY.toUpperCase()}`],
    ['two keys', `Bearer ${ADMIN_KEY} ${ADMIN_KEY}`],
    ['no key', 'Bearer'],
    ['a blank key', 'Bearer  '],
    ['nothing', ''],
    ['Basic', `Basic ${Buffer.from(`admin:${ADMIN_KEY}`).toString('base64')}`],
    ['the bare key', ADMIN_KEY],
    ['a scheme of its own', `Token ${ADMIN_KEY}`],
    ['a huge key', `Bearer ${'x'.repeat(8_000)}`],
  ])('with %s is told 401 over both transports', async (_name, authorization) => {
    for (const path of [...paths(), '/v1/articles/no-such-story']) {
      const { status, headers, body } = await site.get<any>(path, { authorization });
      expect([status, body.code]).toEqual([401, 'UNAUTHENTICATED']);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="/);
      expect(headers.get('cache-control')).toBe('no-store');
    }
    const comment = await site.post<any>(`/v1/articles/${slug}/comments`, {}, { authorization });
    expect([comment.status, comment.body.code]).toEqual([401, 'UNAUTHENTICATED']);
    const { status, headers, body } = await site.graphql('{ site { name } }', {}, { authorization });
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer realm="/);
    expect(body.data).toBeUndefined();
  });

  it('takes the scheme in any case', async () => {
    const { status } = await site.get('/v1/site', { authorization: `bEARER ${ADMIN_KEY}` });
    expect(status).toBe(200);
  });

  it('never finds a key in the log, right or wrong', async () => {
    await site.get('/v1/site', admin);
    await site.get('/v1/site', { authorization: 'Bearer a-wrong-key-4711' });
    await site.graphql('{ nonsense }', {}, { authorization: 'Bearer a-wrong-key-4711' });
    expect(lines.length).toBeGreaterThan(0);
    const log = [...lines, printed.text()].join('\n');
    expect(log).not.toContain(ADMIN_KEY);
    expect(log).not.toContain('a-wrong-key-4711');
    expect(log.toLowerCase()).not.toContain('authorization');
  });
});

describe('a site that is not open to everyone', () => {
  it('shows anonymous callers as much as it allows, and a key everything', async () => {
    const setAccess = (access: string) =>
      site.database.pool.query('update site set anonymous_access = $1', [access]);
    try {
      await setAccess('none');
      expect((await site.get(`/v1/articles/${slug}`)).status).toBe(404);
      expect((await site.get(`/v1/articles/${slug}`, admin)).status).toBe(200);
      expect(
        (
          await site.post(`/v1/articles/${slug}/comments`, {
            name: 'Ada',
            email: 'ada@example.com',
            body: 'x',
          })
        ).status,
      ).toBe(404);
      await setAccess('excerpt');
      const open = await site.get<any>(`/v1/articles/${slug}`);
      const own = await site.get<any>(`/v1/articles/${slug}`, admin);
      expect(own.body.body.text).toContain('Another paragraph.');
      expect(JSON.stringify(open.body)).not.toContain('Another paragraph.');
      expect(open.body.body.text).toBe('The excerpt.');
    } finally {
      await setAccess('full');
    }
  });
});

describe('the guard', () => {
  class Routes {
    @Needs('anyone') open(): void {}
    @Needs('content:write') write(): void {}
    @Needs('comments:moderate') moderate(): void {}
    undeclared(): void {}
  }
  const routes = new Routes();

  /** The guard with a caller who holds these scopes; null for an anonymous one. */
  const enter = (handler: () => void, scopes: readonly Scope[] | null) => {
    const viewer: Viewer = {
      key: scopes && 'test',
      actor: 'test',
      scopes: new Set(scopes ?? []),
      address: '',
    };
    const access = { viewerOf: () => viewer } as unknown as AccessService;
    const request = {} as ViewedRequest;
    const context = {
      getType: () => 'http',
      getHandler: () => handler,
      getClass: () => AccessGuard,
      switchToHttp: () => ({ getRequest: () => request }),
    } as unknown as ExecutionContext;
    return new AccessGuard(new Reflector(), access).canActivate(context);
  };
  const refusal = (handler: () => void, scopes: readonly Scope[] | null) => {
    try {
      return enter(handler, scopes);
    } catch (error) {
      return error instanceof DomainError ? [error.status, error.code] : error;
    }
  };

  it('lets through who holds what the route needs', () => {
    expect(enter(routes.open, null)).toBe(true);
    expect(enter(routes.open, [])).toBe(true);
    expect(enter(routes.write, ['content:write'])).toBe(true);
    expect(enter(routes.moderate, ['content:read', 'comments:moderate'])).toBe(true);
    expect(enter(routes.write, ['admin'])).toBe(true);
  });

  it('tells an anonymous caller 401, and one with other scopes 403', () => {
    expect(refusal(routes.write, null)).toEqual([401, 'UNAUTHENTICATED']);
    expect(refusal(routes.write, [])).toEqual([403, 'FORBIDDEN']);
    const others = SCOPES.filter((scope) => scope !== 'content:write' && scope !== 'admin');
    expect(refusal(routes.write, others)).toEqual([403, 'FORBIDDEN']);
  });

  it('lets nobody through a route that declares nothing', () => {
    expect(refusal(routes.undeclared, null)).toEqual([401, 'UNAUTHENTICATED']);
    expect(refusal(routes.undeclared, ['admin'])).toEqual([403, 'FORBIDDEN']);
  });

  it('says how to authenticate', () => {
    expect.assertions(1);
    try {
      enter(routes.write, null);
    } catch (error) {
      expect((error as DomainError).headers).toHaveProperty('WWW-Authenticate');
    }
  });
});
