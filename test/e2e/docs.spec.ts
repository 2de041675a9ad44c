import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoService } from '../../src/demo/demo.service.js';
import { DEMO_STORY } from '../../src/docs/example-story.query.js';
import { errorCodes } from '../../src/error-codes.js';
import { ProblemTranslator } from '../../src/platform/http/problem.js';
import { aStory, storyOf } from '../support/comments.js';
import { project } from '../support/embedded-processes.js';
import { call, type RawAnswer, type RawCall } from '../support/raw-http.js';
import { TestApp } from '../support/test-app.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const guides = readdirSync(join(project, 'docs')).map((name) => name.replace(/\.md$/, ''));
const PAGES = ['/docs', '/docs/reference', ...guides.map((name) => `/docs/${name}`), '/graphql'];

let site: TestApp;
let port: number;
beforeAll(async () => {
  site = await TestApp.start();
  await site.app.get(DemoService, { strict: false }).fillEmpty(new Date());
  port = Number(new URL(site.url).port);
});
afterAll(() => site.close());

const visit = (path: string, { headers, ...rest }: RawCall = {}) =>
  call(port, path, { ...rest, headers: { accept: BROWSER, ...headers } });

/** Every address that a page or a style sheet would load or lead to. */
const addressesIn = (text: string): string[] => [
  ...[...text.matchAll(/(?:src|href|action|poster|srcset)="([^"]*)"/g)].map(([, address = '']) => address),
  ...[...text.matchAll(/(?:url\(|@import )\s*['"]?([^'")]+)/g)].map(([, address = '']) => address),
];

const idsIn = (html: string): string[] => [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id);

const unescaped = (html: string): string =>
  ['&quot;"', "&#39;'", '&lt;<', '&gt;>', '&amp;&'].reduce(
    (text, pair) => text.replaceAll(pair.slice(0, -1), pair.slice(-1)),
    html,
  );

/** The calls that a page offers to run. */
const callsIn = (html: string) =>
  [...html.matchAll(/data-run="([^"]*)"/g)].map(
    ([, json = '']) =>
      JSON.parse(unescaped(json)) as {
        method: string;
        path: string;
        headers: [string, string][];
        body: string | null;
      },
  );

/** What GraphiQL is started with. */
function settingsIn(html: string) {
  const [, json = ''] = /<script type="application\/json" id="settings">([^]*?)<\/script>/.exec(html) ?? [];
  return JSON.parse(json) as {
    introspection: boolean;
    styleNonce: string;
    examples: { about: string; query: string; variables?: Record<string, unknown> }[];
  };
}

/** What a page loads by itself, as paths from the root. */
const loadedBy = (path: string, html: string): string[] =>
  [...html.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]*)"/g)].map(
    ([, address = '']) => new URL(address, `http://localhost${path}`).pathname,
  );

describe('every page', () => {
  it.each(PAGES)('%s is whole HTML under a strict policy', async (path) => {
    const { status, headers, text } = await visit(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text).toMatch(/<title>[^<]+Broadsheet|<title>Broadsheet/);
    expect(text.match(/<\/html>\n$/)).not.toBeNull();
    const [, nonce] = /'nonce-([\w-]+)'/.exec(headers['content-security-policy'] as string) ?? [];
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self'${nonce ? ` 'nonce-${nonce}'` : ''}; ` +
        "connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'",
    );
    // Only GraphiQL's own library puts styles into its page.
    expect(nonce !== undefined).toBe(path === '/graphql');
    expect(text).not.toMatch(/ style=| on\w+="|<style|<script>|javascript:/);
  });

  it.each(PAGES)('%s loads from this server alone, and leads to what is there', async (path) => {
    const { text } = await visit(path);
    const seen = new Map<string, { answer: RawAnswer; ids: ReadonlySet<string> }>();
    const look = async (pathname: string) => {
      const known = seen.get(pathname);
      if (known) return known;
      const answer = await visit(pathname);
      const found = { answer, ids: new Set(idsIn(answer.text)) };
      seen.set(pathname, found);
      return found;
    };
    for (const address of addressesIn(text)) {
      const url = new URL(address, `http://here.test${path}`);
      if (url.origin !== 'http://here.test') {
        // Links to standards and projects, which nothing is loaded from.
        expect(text, address).toContain(`<a href="${address}"`);
        continue;
      }
      const { answer, ids } = await look(url.pathname);
      expect(answer.status, address).toBe(200);
      const anchor = decodeURIComponent(url.hash.slice(1));
      const isPage = (answer.headers['content-type'] ?? '').startsWith('text/html');
      if (anchor !== '' && isPage && !anchor.startsWith('query=')) {
        expect(ids.has(anchor), address).toBe(true);
      }
    }
  });

  it('is made of files that load nothing from elsewhere', async () => {
    const files = new Set<string>();
    for (const path of PAGES) for (const file of loadedBy(path, (await visit(path)).text)) files.add(file);
    expect(files.size).toBe(11);
    for (const file of files) {
      const { status, headers, text } = await visit(file);
      expect([file, status]).toEqual([file, 200]);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['x-content-type-options']).toBe('nosniff');
      if (!file.endsWith('.css')) continue;
      for (const address of addressesIn(text)) expect(address).toMatch(/^data:image\//);
    }
  });

  it.each(['/docs', '/docs/reference', '/docs/errors'])('%s is cached as any other read', async (path) => {
    const plain = await visit(path);
    const { etag = '' } = plain.headers;
    expect(plain.headers).toMatchObject({ 'cache-control': 'public, max-age=5', vary: 'Accept-Encoding' });
    expect((await visit(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await visit(path, { method: 'HEAD' });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([
      200,
      '',
      String(plain.bytes.length),
    ]);
    for (const [encoding, decode] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const encoded = await visit(path, { headers: { 'accept-encoding': encoding } });
      expect(encoded.headers['content-encoding']).toBe(encoding);
      expect(decode(encoded.bytes).equals(plain.bytes)).toBe(true);
    }
  });

  it('is light: below 50 kB with all that it loads, the reference below 80', async () => {
    for (const path of PAGES.filter((one) => one !== '/graphql')) {
      const { text } = await visit(path);
      const parts = await Promise.all(loadedBy(path, text).map(async (file) => (await visit(file)).bytes));
      const weight = [Buffer.from(text), ...parts].reduce((sum, bytes) => sum + gzipSync(bytes).length, 0);
      expect(weight, path).toBeLessThan(path === '/docs/reference' ? 80_000 : 50_000);
    }
  });

  it('links relatively, so that a prefix or another name in front of the API does no harm', async () => {
    for (const path of PAGES) {
      const { text } = await visit(path);
      const own = addressesIn(text).filter((address) => !/^(https?:|#)/.test(address));
      expect(own.length).toBeGreaterThan(3);
      for (const address of own) expect(address, path).not.toMatch(/^\//);
    }
  });
});

describe('the first page', () => {
  it('calls the API by its public address, with the story of the demo site', async () => {
    const { text } = await visit('/docs');
    expect(text).toContain(
      `curl <span class="hljs-string">&#x27;https://api.example/v1/articles/${DEMO_STORY}/page`,
    );
    expect(text).toContain('https://api.example/graphql');
    expect(text).not.toContain('localhost');
  });

  it('lists every guide, by its title', async () => {
    const { text } = await visit('/docs');
    for (const name of guides) expect(text).toContain(`<a href="docs/${name}">`);
  });

  it('has answers to its own calls', async () => {
    const { text } = await visit('/docs');
    const calls = callsIn(text);
    const statuses = await Promise.all(
      calls.map(async ({ path, ...init }) => (await fetch(site.url + path, init)).status),
    );
    expect(statuses).toEqual([200, 200, 201]);
  });

  it('is sent to from /docs/, whose relative links would lead astray', async () => {
    const { status, headers } = await visit('/docs/');
    expect([status, headers.location]).toEqual([301, '../docs']);
  });

  it('and other pages are sent to from their addresses with a slash at the end', async () => {
    for (const name of ['getting-started', 'reference']) {
      const { status, headers } = await visit(`/docs/${name}/`);
      expect([status, headers.location], name).toEqual([301, `../${name}`]);
    }
    for (const path of ['/docs/nowhere/', '/docs//', '/docs/getting-started//', '/docs/a/b/']) {
      expect((await visit(path)).status, path).toBe(404);
    }
  });

  it('takes another story where there is no demo site, and does without where there is none', async () => {
    const other = await TestApp.start();
    const otherPort = Number(new URL(other.url).port);
    const page = async (path: string) => (await call(otherPort, path, { headers: { accept: BROWSER } })).text;
    try {
      expect(await page('/docs')).toContain('Nothing is published here yet');
      expect(await page('/docs')).toContain('https://api.example/v1/site');
      expect(await page('/graphql')).toContain('slug-of-a-story');
      await storyOf(other, 'older-story', { publishedAt: '2026-01-01T00:00:00Z' });
      await storyOf(other, 'closed-story', { publishedAt: '2026-01-03T00:00:00Z', commentPolicy: 'closed' });
      await other.import([aStory('future-story', { publishedAt: '2126-01-01T00:00:00Z' })]);
      const text = await page('/docs');
      expect(text).toContain('/v1/articles/older-story/page');
      expect(text).not.toMatch(/closed-story|future-story/);
      // A comment on a real site is not for trying.
      expect(text.match(/data-run=/g)).toHaveLength(2);
      expect(await page('/docs/pagination')).not.toContain(DEMO_STORY);
      expect(await page('/graphql')).toContain('articlePage(slug: \\"older-story\\")');
      const hostile = `l'été "90" <i>&\${x}\`\\$&</script>`;
      await storyOf(other, hostile, { publishedAt: '2026-01-02T00:00:00Z' });
      for (const path of ['/docs', '/docs/getting-started', '/docs/errors', '/docs/reference', '/graphql']) {
        expect(await page(path), path).not.toContain('<i>');
      }
      for (const path of ['/docs', '/docs/getting-started']) {
        // A guide also shows a key that is not known.
        const calls = callsIn(await page(path)).filter(
          ({ headers }) => !headers.flat().includes('Authorization'),
        );
        const statuses = calls.map(
          async ({ path: to, ...init }) => (await fetch(other.url + to, init)).status,
        );
        expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
      }
      for (const { query } of settingsIn(await page('/graphql')).examples) {
        const { body } = await other.graphql(query);
        expect(body.errors?.[0]?.extensions.code).not.toBe('GRAPHQL_PARSE_FAILED');
      }
      await other.database.pool.query("update site set anonymous_access = 'none'");
      expect(await page('/docs')).toContain('Nothing is published here yet');
    } finally {
      await other.close();
    }
  });
});

describe('the table of codes', () => {
  it('has a row for every code, where the type of its problem leads to', async () => {
    const { text } = await visit('/docs/errors');
    const translator = new ProblemTranslator(errorCodes);
    expect(errorCodes.length).toBeGreaterThan(40);
    expect(new Set(errorCodes.map(({ code }) => code)).size).toBe(errorCodes.length);
    for (const { code, status, meaning } of errorCodes) {
      const { body } = translator.ofCode(code);
      const { pathname, hash } = new URL(body.type, site.url);
      expect([pathname, hash]).toEqual(['/docs/errors', `#${code}`]);
      const [row = ''] = text.split(`<tr id="${code}">`)[1]?.split('</tr>') ?? [];
      expect(row, code).toContain(`<td>${status}</td>`);
      expect(row, code).toContain(meaning.replaceAll("'", '&#39;'));
    }
  });

  it('is where real refusals lead to, in REST and in GraphQL', async () => {
    const { text } = await visit('/docs/errors');
    const refusals = await Promise.all(
      ['/nowhere', '/v1/articles?x=1', '/v1/articles/none', '/v1/articles?after=x', `/s/${randomUUID()}`].map(
        async (path) => (await site.get<{ type: string; code: string }>(path)).body,
      ),
    );
    for (const { type, code } of refusals) {
      const { pathname, hash } = new URL(type, site.url);
      expect([pathname, hash]).toEqual(['/docs/errors', `#${code}`]);
      expect(text).toContain(`<tr id="${code}">`);
    }
    for (const query of [
      '{',
      '{ nothing }',
      '{ article(slug: "none") { id } }',
      'subscription { articleChanged { id } }',
    ]) {
      const { body } = await site.graphql(query);
      expect(text).toContain(`<tr id="${body.errors?.[0]?.extensions.code}">`);
    }
  });
});

describe('the reference', () => {
  it('has every operation and every schema of openapi.json, each under its own address', async () => {
    const { text } = await visit('/docs/reference');
    const { body } = await site.get<any>('/openapi.json');
    const operations = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.values(methods).map(({ operationId }) => [path, operationId as string] as const),
    );
    expect(operations.length).toBeGreaterThan(20);
    for (const [path, operationId] of operations) {
      const [section = ''] = text.split(`id="${operationId}"`)[1]?.split('<section') ?? [];
      expect(section.replaceAll('<wbr />', ''), operationId).toContain(`<code class="path">${path}</code>`);
      expect(text).toContain(`<a href="#${operationId}"`);
    }
    for (const name of Object.keys(body.components.schemas)) expect(text).toContain(`id="schema-${name}"`);
    const ids = idsIn(text);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what is not there', () => {
  it('is a page to a browser and a problem to a program', async () => {
    const page = await visit('/docs/nothing');
    expect(page).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
    expect(page.text).toContain('<h1>No such page</h1>');
    for (const path of [
      '/docs/nothing',
      '/docs/a/b',
      '/docs/assets/nothing.css',
      '/docs/getting-started.md',
    ]) {
      const { status, body } = await site.get(path);
      expect([path, status, body['code']]).toEqual([path, 404, 'NOT_FOUND']);
    }
  });

  it('cannot be reached by a path, and a file is served under the hash of its content alone', async () => {
    const files = loadedBy('/docs', (await visit('/docs')).text);
    const style = files.find((file) => file.endsWith('.css')) ?? '';
    expect((await visit(style)).status).toBe(200);
    const odd = [
      style.replace(/\.[\w-]+\.css$/, '.000000000000.css'),
      style.replace(/\.[\w-]+\.css$/, '.css'),
      '/docs/assets/..%2f..%2f..%2fpackage.json',
      '/docs/assets/..%2fdocs.module.js',
      '/docs/assets/%2e%2e/%2e%2e/package.json',
      '/docs/..%2fpackage',
      '/docs/__proto__',
      '/docs/assets/constructor.000000000000.js',
    ];
    for (const path of odd) {
      const { status, text } = await call(port, path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).not.toContain('broadsheet');
    }
  });
});

describe('the root', () => {
  it('tells programs where everything is, and sends people to the documentation', async () => {
    const { status, headers, body } = await site.get('/');
    expect(status).toBe(200);
    expect(body).toEqual({
      name: 'Broadsheet',
      documentation: 'https://api.example/docs',
      openapi: 'https://api.example/openapi.json',
      graphql: 'https://api.example/graphql',
      schema: 'https://api.example/schema.graphql',
      health: 'https://api.example/health/ready',
    });
    expect(headers.get('vary')).toBe('Accept-Encoding, Accept');
    const described = [...(headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="([\w-]+)"/g)];
    expect(described.map(([, , relation]) => relation)).toEqual(['service-desc', 'service-doc', 'status']);
    for (const [, address = ''] of described) expect((await visit(`/${address}`)).status).toBe(200);
    const sent = await visit('/');
    expect([sent.status, sent.headers.location, sent.headers.vary]).toEqual([302, 'docs', 'Accept']);
    expect((await site.get('/?x=1')).status).toBe(400);
    expect((await site.post('/', {})).status).toBe(405);
  });
});

describe('schema.graphql', () => {
  it('is the schema, where introspection is on', async () => {
    const { status, headers, text } = await call(port, '/schema.graphql');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(text).toContain('type Article implements Node {');
    expect((await call(port, '/schema.graphql', { headers: { 'if-none-match': headers.etag } })).status).toBe(
      304,
    );
  });
});

describe('GraphiQL', () => {
  it('comes to a browser that opens /graphql, with operations that are valid and run', async () => {
    const { headers, text } = await visit('/graphql');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Accept-Encoding, Accept' });
    const settings = settingsIn(text);
    expect(settings.introspection).toBe(true);
    expect(headers['content-security-policy']).toContain(`'nonce-${settings.styleNonce}'`);
    expect((await visit('/graphql')).headers['content-security-policy']).not.toContain(settings.styleNonce);
    expect(settings.examples.length).toBeGreaterThan(5);
    for (const { about, query, variables } of settings.examples) {
      expect(about).toBeTruthy();
      const { body } = await site.graphql(query, variables);
      const codes = body.errors?.map(({ extensions }) => extensions.code) ?? [];
      expect([query, codes]).toEqual([
        query,
        query.startsWith('subscription') ? ['SUBSCRIPTION_NEEDS_WEBSOCKET'] : [],
      ]);
    }
  });

  it('stands in the way of no operation', async () => {
    const query = '/graphql?query=%7Bsite%7Bname%7D%7D';
    for (const accept of [
      BROWSER,
      'application/json',
      '*/*',
      'application/graphql-response+json',
      undefined,
    ]) {
      const { status, text } = await call(port, query, { headers: accept === undefined ? {} : { accept } });
      expect([accept, status, JSON.parse(text)]).toEqual([
        accept,
        200,
        { data: { site: { name: 'paradox' } } },
      ]);
    }
    const posted = await visit('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ site { name } }"}',
    });
    expect(JSON.parse(posted.text)).toEqual({ data: { site: { name: 'paradox' } } });
    for (const accept of ['application/json', '*/*', 'application/graphql-response+json, text/html;q=0.9']) {
      const { status, text } = await call(port, '/graphql', { headers: { accept } });
      expect([accept, status]).toEqual([accept, 400]);
      expect(text).not.toContain('<html');
    }
    const hashed = await visit(
      '/graphql?extensions=%7B%22persistedQuery%22%3A%7B%22version%22%3A1%2C%22sha256Hash%22%3A%22x%22%7D%7D',
    );
    expect(hashed.text).not.toContain('<html');
    expect((await visit('/graphql', { method: 'HEAD' })).status).toBe(200);
  });

  it('says so where introspection is off, and the schema is not given out', async () => {
    const shy = await TestApp.start({ INTROSPECTION: 'false' });
    try {
      const { text } = await call(Number(new URL(shy.url).port), '/graphql', {
        headers: { accept: BROWSER },
      });
      expect(text).toContain('Introspection is off');
      expect((await shy.get('/schema.graphql')).status).toBe(404);
    } finally {
      await shy.close();
    }
  });
});
