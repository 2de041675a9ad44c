import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { describeInBrowser, TestBrowser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { furnish } from '../support/generated-site.js';
import { elementsOf } from '../support/structured-data-rules.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';
import { parseXml } from '../support/xml.js';

const SITE = 'https://site.example';
const HOSTILE = '"><script>alert(1)</script></style><!-- \u202eolleh & co';
const KEY = { authorization: `Bearer ${ADMIN_KEY}` };

let site: TestApp;
let api: string;
let ids: Map<string, string>;

const story = (slug: string, rest: Record<string, unknown> = {}) => ({
  externalId: slug,
  slug,
  headline: `The story ${slug}`,
  section: 'balkans',
  publishedAt: '2026-02-03T10:00:00.000Z',
  body: { text: slug },
  ...rest,
});
const PICTURE = { url: 'https://images.example/a.jpg', width: 1200, height: 800, alt: 'A bridge' };

beforeAll(async () => {
  const port = await freePort();
  api = `http://127.0.0.1:${port}`;
  site = await TestApp.start({ PUBLIC_BASE_URL: api }, { port });
  await furnish(site);
  await site.import([story('old-slug', { externalId: 'full' })]);
  await site.import([
    story('full', {
      dek: 'What it is about',
      authors: ['Ana Marić', 'Ben O’Neil'],
      leadImage: PICTURE,
      formerUrls: ['https://old.example/?p=7'],
    }),
    story('bare'),
    story('sensitive', { sensitive: true, leadImage: PICTURE }),
    story('hostile', {
      headline: HOSTILE,
      dek: HOSTILE,
      authors: [HOSTILE],
      leadImage: { ...PICTURE, alt: HOSTILE },
    }),
    story('arabic', {
      headline: 'خبر عن الجسر القديم في المدينة',
      dek: 'وصف قصير للخبر',
      language: 'ar',
      authors: ['Ana Marić'],
      leadImage: PICTURE,
    }),
    story('long', {
      headline: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
      dek: 'x'.repeat(300),
      leadImage: { url: 'https://images.example/b.jpg', alt: '' },
    }),
    story('retracted', { status: 'retracted', notice: 'It was <b>not</b> so.' }),
    story('draft', { status: 'draft', publishedAt: undefined }),
  ]);
  await site.database.query(sql`update image set url = '/demo/pictures/horizon.svg'`);
  const rows = await site.database.query<{ id: string; slug: string }>(sql`select id, slug from article`);
  ids = new Map(rows.map(({ id, slug }) => [slug, id]));
});
afterAll(() => site.close());

const addressOf = (url: string, rest = ''): string => `/oembed?url=${encodeURIComponent(url)}${rest}`;
const ofStory = (slug: string, rest = ''): string => addressOf(`${SITE}/balkans/${slug}`, rest);
const frameOf = (html: string) => {
  const [frame, ...others] = elementsOf(html);
  expect([frame?.name, others]).toEqual(['iframe', []]);
  return frame?.attributes ?? {};
};

describe('oEmbed', () => {
  it('says how to show a story, and by whom it is', async () => {
    const { status, headers, body } = await site.get<any>(ofStory('full'));
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    const { html, ...said } = body;
    expect(said).toEqual({
      ...{ type: 'rich', version: '1.0', title: 'The story full', width: 600, height: 480, cache_age: 3600 },
      ...{ author_name: 'Ana Marić, Ben O’Neil', author_url: `${SITE}/author/ana-maric` },
      ...{ provider_name: said.provider_name, provider_url: SITE },
      thumbnail_url: `${api}/demo/pictures/horizon.svg`,
      ...{ thumbnail_width: 1200, thumbnail_height: 800 },
    });
    expect(said.provider_name).toMatch(/\S/);
    expect(frameOf(html)).toEqual({
      ...{ src: `${api}/embed/${ids.get('full')}`, title: 'The story full', width: '600', height: '480' },
      ...{ frameborder: '0', loading: 'lazy', style: 'border:0;max-width:100%' },
      sandbox: 'allow-popups allow-popups-to-escape-sandbox',
    });
  });

  it('says the same in XML', async () => {
    const { body: json } = await site.get<any>(ofStory('hostile'));
    const { headers, body } = await site.text(ofStory('hostile', '&format=xml'));
    expect(headers.get('content-type')).toBe('text/xml; charset=utf-8');
    const root = parseXml(body);
    expect(root.name).toBe('oembed');
    expect(root.children.map(({ name, text }) => [name, text])).toEqual(
      Object.entries(json).map(([name, value]) => [name, String(value)]),
    );
  });

  it('is found from the page of a story', async () => {
    const { body } = await site.get<any>('/v1/articles/full?fields=seo.oEmbed');
    for (const [format, url] of Object.entries<string>(body.seo.oEmbed)) {
      const answer = await site.text(url.slice(api.length));
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        `${format === 'json' ? 'application/json' : 'text/xml'}; charset=utf-8`,
      ]);
    }
  });

  it('knows every address that leads to a story, and no other', async () => {
    const { body: share } = await site.get<any>('/v1/articles/full/share');
    const known = [
      ...[
        '/balkans/full',
        `${SITE}/balkans/full/`,
        `${SITE}/sport/full`,
        `${SITE}/balkans/full?utm_source=x`,
      ],
      ...[
        `${SITE}/balkans/old-slug`,
        'https://old.example/?p=7',
        share.shortUrl,
        `${share.shortUrl}/telegram`,
      ],
    ];
    for (const url of known) {
      const { status, body } = await site.get(addressOf(url));
      expect([url, status, body['title']]).toEqual([url, 200, 'The story full']);
    }
    const code = share.shortUrl.split('/').at(-1);
    const unknown = [
      ...[SITE, `${SITE}/balkans`, `${SITE}/balkans/draft`, `${SITE}/balkans/nowhere`],
      ...[
        'https://elsewhere.example/balkans/full',
        `${api}/embed/full`,
        `https://elsewhere.example/s/${code}`,
      ],
      ...[`${api}/s/nowhere`, `${share.shortUrl}/nowhere`, `${api}/s/${code}/x/y`, 'javascript:alert(1)'],
    ];
    for (const url of unknown) {
      const { status, body } = await site.get(addressOf(url));
      expect([url, status, body['code']]).toEqual([url, 404, 'URL_NOT_FOUND']);
    }
    const { status, body } = await site.get(ofStory('retracted'));
    expect([status, body['code'], body['notice']]).toEqual([
      410,
      'ARTICLE_RETRACTED',
      'It was <b>not</b> so.',
    ]);
  });

  it('leads to the story by its short link, as resolve does', async () => {
    const { body: share } = await site.get<any>('/v1/articles/full/share');
    const { body } = await site.get(`/v1/resolve?url=${encodeURIComponent(share.shortUrl)}`);
    expect(body).toMatchObject({ kind: 'article', status: 'moved', canonical: `${SITE}/balkans/full` });
    const { body: graph } = await site.graphql<any>('query ($url: String!) { resolve(url: $url) { slug } }', {
      url: share.shortUrl,
    });
    expect(graph.data.resolve.slug).toBe('full');
    await site.database.query(sql`update share_code set expires_at = now() + interval '1 day'`);
    expect((await site.get(addressOf(share.shortUrl))).status).toBe(404);
    await site.database.query(sql`update share_code set expires_at = null`);
  });

  it('fits into the frame that it is asked for', async () => {
    const { body } = await site.get<any>(ofStory('full', '&maxwidth=320&maxheight=200'));
    expect([body.width, body.height]).toEqual([320, 200]);
    expect(frameOf(body.html)).toMatchObject({ width: '320', height: '200' });
    // The picture has one size, which is too large: then there is none at all.
    expect(Object.keys(body).filter((name) => name.startsWith('thumbnail'))).toEqual([]);
    const { body: large } = await site.get<any>(ofStory('full', '&maxwidth=2000&maxheight=2000'));
    expect([large.width, large.height, large.thumbnail_width]).toEqual([600, 480, 1200]);
    // A picture whose size nobody knows, and one that may distress.
    for (const slug of ['long', 'sensitive', 'bare']) {
      const { body: other } = await site.get<any>(ofStory(slug));
      expect(
        Object.keys(other).filter((name) => name.startsWith('thumbnail')),
        slug,
      ).toEqual([]);
    }
  });

  it('refuses what nobody can mean, and does not look at what it does not know', async () => {
    const refused: [string, number, string][] = [
      ['/oembed', 400, 'INVALID_PARAMETER'],
      ['/oembed?url=', 400, 'INVALID_PARAMETER'],
      [addressOf('http://['), 400, 'INVALID_PARAMETER'],
      [addressOf(`${SITE}/${'x'.repeat(2_000)}`), 400, 'INVALID_PARAMETER'],
      ...['0', '-1', '199', '1e3', '300.5', '', 'wide', '9'.repeat(20)].map(
        (value): [string, number, string] => [
          ofStory('full', `&maxwidth=${value}`),
          400,
          'INVALID_PARAMETER',
        ],
      ),
      [ofStory('full', '&maxheight=149'), 400, 'INVALID_PARAMETER'],
      [ofStory('full', '&maxwidth=300&maxwidth=400'), 400, 'INVALID_PARAMETER'],
      [ofStory('full', '&format=yaml'), 501, 'OEMBED_FORMAT_UNKNOWN'],
      [ofStory('full', '&format='), 501, 'OEMBED_FORMAT_UNKNOWN'],
      [ofStory('full', '&format=JSON'), 501, 'OEMBED_FORMAT_UNKNOWN'],
    ];
    for (const [path, status, code] of refused) {
      const answer = await site.get(path);
      expect([path, answer.status, answer.body['code']]).toEqual([path, status, code]);
    }
    expect((await site.get(ofStory('full', '&dnt=1&omitscript=true&__proto__=1'))).status).toBe(200);
  });
});

describe('the page of a story in another site', () => {
  /** Elements by name, and texts; the page must be one that the policy lets a browser show. */
  async function pageOf(path: string, expected = 200) {
    const { status, headers, body } = await site.text(path);
    expect([path, status, headers.get('content-type')]).toEqual([path, expected, 'text/html; charset=utf-8']);
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(body) ?? [];
    const policy = headers.get('content-security-policy') ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const pictures = body.includes('<img') ? `img-src ${api}; ` : '';
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; ${pictures}frame-ancestors *; base-uri 'none'; form-action 'none'`,
    );
    expect(headers.get('x-frame-options')).toBeNull();
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(body).not.toMatch(/<(script|iframe|form|object|embed|base|link)\b/i);
    expect(body).not.toMatch(/<[^>]* (on\w+|style)=/i);
    return body;
  }

  it('says what it is about, and leads to it', async () => {
    for (const reference of ['full', ids.get('full')]) {
      const page = await pageOf(`/embed/${reference}`);
      expect(page).toContain('<html lang="en" dir="ltr">');
      for (const text of ['The story full', 'What it is about', 'Ana Marić', 'Ben O’Neil', 'Balkans'])
        expect(page).toContain(text);
      expect(page).toContain(`<a href="${SITE}/balkans/full" target="_blank" rel="noopener">`);
      expect(page).toContain('<time datetime="2026-02-03T10:00:00.000Z">February 3, 2026</time>');
      expect(page).toContain(`<img src="${api}/demo/pictures/horizon.svg" `);
    }
  });

  it('has what there is of it, and a warning for a picture that may distress', async () => {
    const bare = await pageOf('/embed/bare');
    expect(bare).not.toMatch(/<img|class="(dek|warning)"|By /);
    const sensitive = await pageOf('/embed/sensitive');
    expect(sensitive).not.toContain('<img');
    expect(sensitive).toContain('This story may be distressing to some readers.');
  });

  it('is written in the direction of its language', async () => {
    const page = await pageOf('/embed/arabic');
    expect(page).toContain('<html lang="ar" dir="rtl">');
    expect(page).toContain('<p class="site"><bdi lang="en" dir="ltr"><b>');
  });

  it('takes every text for a text', async () => {
    const page = await pageOf('/embed/hostile');
    expect(page).not.toContain('<script');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    const { body } = await site.get<any>(ofStory('hostile'));
    expect(frameOf(body.html)['title']).toBe(HOSTILE);
  });

  it('lets no address of a picture say what else may be loaded', async () => {
    const address = 'https://x;script-src/a.jpg';
    await site.database.query(
      sql`update image set url = ${address} where id = (select lead_image_id from article_revision r
        join article a on a.published_revision_id = r.id where a.slug = 'arabic')`,
    );
    expect(await pageOf('/embed/arabic')).not.toContain('<img');
    await site.database.query(
      sql`update image set url = '/demo/pictures/horizon.svg' where url = ${address}`,
    );
  });

  it('sends who comes with an old slug on, and says what became of a story', async () => {
    const moved = await site.text('/embed/old-slug');
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/embed/full']);
    for (const path of ['/embed/nowhere', '/embed/draft', `/embed/${ids.get('draft')}`])
      expect(await pageOf(path, 404), path).toContain('There is no page at this address.');
    const gone = await pageOf('/embed/retracted', 410);
    expect(gone).toContain('This story was withdrawn.');
    expect(gone).toContain('It was &lt;b&gt;not&lt;/b&gt; so.');
    expect(gone).not.toContain('The story retracted');
    const { headers } = await site.text('/embed/nowhere');
    expect([headers.get('cache-control'), headers.get('surrogate-key')]).toEqual(['no-store', null]);
    expect((await site.get('/embed/full?x=1')).body).toMatchObject({ code: 'UNKNOWN_PARAMETER' });
  });

  it('is what callers without a key may see', async () => {
    const open = await site.text('/embed/full');
    expect(open.headers.get('cache-control')).toBe('public, max-age=5');
    expect(open.headers.get('surrogate-key')).toMatch(/\S/);
    const set = (access: string) => site.database.query(sql`update site set anonymous_access = ${access}`);
    await set('excerpt');
    expect((await site.text('/embed/full')).body).toBe(open.body);
    await set('none');
    await pageOf('/embed/full', 404);
    expect((await site.get(ofStory('full'))).status).toBe(404);
    const own = await site.text('/embed/full', KEY);
    expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
    await set('full');
  });
});

describeInBrowser('a story in the page of another site, in a browser', () => {
  let browser: TestBrowser;
  let host: Server;
  let hostUrl: string;
  beforeAll(async () => {
    // Another site, which shows what oEmbed gave it.
    host = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://host.invalid');
      const page = async (): Promise<void> => {
        const { body } = await site.get<any>(
          ofStory(pathname.slice(1), `&maxwidth=${searchParams.get('width')}`),
        );
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(
          `<!doctype html><html lang="en"><title>Host</title><main><h1>Host</h1>${body.html}</main>`,
        );
      };
      page().catch((error: unknown) => response.destroy(error as Error));
    });
    await new Promise<void>((resolve) => void host.listen(0, '127.0.0.1', resolve));
    hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
    browser = await TestBrowser.launch();
  });
  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => host.close(resolve));
  });

  it('looks right in every width, by day and by night, whatever there is to show', async () => {
    const watched = await browser.open(api);
    for (const slug of ['full', 'bare', 'sensitive', 'hostile', 'arabic', 'long', 'nowhere']) {
      await watched.page.goto(`/embed/${slug}`);
      for (const [width, height, colorScheme] of [
        [200, 480, 'dark'],
        [800, 240, 'dark'],
        [390, 480, 'light'],
      ] as const) {
        await watched.page.setViewportSize({ width, height });
        await watched.page.emulateMedia({ colorScheme });
        expect(await watched.sidewaysOverflow(), `${slug} at ${width}`).toBe(0);
      }
      for (const colorScheme of slug === 'sensitive' ? (['light', 'dark'] as const) : (['light'] as const)) {
        await watched.page.emulateMedia({ colorScheme });
        expect(await watched.accessibilityFaults(), slug).toEqual([]);
      }
    }
    // A browser says so itself where a page is not there, and asks for an icon of its own accord.
    expect(watched.faults.filter((fault) => !fault.includes('404'))).toEqual([]);
    await watched.close();
  });

  it('opens the story in a window of its own, and can do nothing else', async () => {
    const watched = await browser.open(hostUrl);
    await watched.page.goto('/full?width=390');
    const frame = watched.page.frameLocator('iframe');
    await frame.locator('h1').waitFor();
    expect(
      await frame.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth),
    ).toBeGreaterThan(0);
    // The story's site is not there: its window is all that matters.
    await watched.page.context().route(`${SITE}/**`, (route) => route.fulfill({ body: 'the story' }));
    const [opened] = await Promise.all([
      watched.page.context().waitForEvent('page'),
      frame.locator('h1 a').click(),
    ]);
    await opened.waitForLoadState();
    expect(opened.url()).toBe(`${SITE}/balkans/full`);
    expect(watched.faults.filter((fault) => fault.includes('Content Security Policy'))).toEqual([]);
    await watched.close();
  });
});
