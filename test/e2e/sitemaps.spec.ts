import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { furnish } from '../support/generated-site.js';
import { call } from '../support/raw-http.js';
import { checkIndex, checkNews, checkSitemap, type SitemapUrl } from '../support/sitemap-rules.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';
import { heldByXml } from '../support/xml.js';

const API = 'https://api.example';
const SITE = 'https://site.example';
const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };
const HOUR = 3_600_000;
const fromNow = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

let site: TestApp;

const story = (slug: string, rest: Record<string, unknown> = {}) => ({
  externalId: slug,
  slug,
  headline: `Story ${slug}`,
  section: 'balkans',
  authors: ['Ana Marić'],
  publishedAt: '2026-02-03T10:00:00.000Z',
  body: { text: slug },
  ...rest,
});
const urlOf = (slug: string, section = 'balkans'): string => `${SITE}/${section}/${slug}`;

beforeAll(async () => {
  site = await TestApp.start();
  await furnish(site);
  await site.import([
    story('first', { publishedAt: '2024-12-31T23:59:59.999Z', modifiedAt: '2025-06-01T00:00:00Z' }),
    story('second', {
      publishedAt: '2025-01-01T00:00:00.000Z',
      leadImage: { url: 'https://images.example/a.jpg?b=1&c=2' },
      authors: ['Ben'],
      section: 'football',
    }),
    story('third'),
    story('twin', { section: 'sport' }),
    story('elsewhere', { canonicalUrl: 'https://wire.example/a' }),
    story('own', { canonicalUrl: urlOf('own') }),
    story('only-elsewhere', { publishedAt: '2023-05-01T00:00:00Z', canonicalUrl: 'https://wire.example/b' }),
    story('draft', { status: 'draft', publishedAt: undefined }),
    story('expired', { publishedAt: '2022-05-01T00:00:00Z', expiresAt: '2022-06-01T00:00:00Z' }),
    story('unpublished', { status: 'unpublished' }),
    story('scheduled', { status: 'scheduled', publishAt: '2099-01-01T00:00:00Z', authors: ['Future'] }),
    story('retracted', { status: 'retracted', notice: 'No' }),
  ]);
});
afterAll(() => site.close());

async function document(path: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await site.text(path, headers);
  expect([path, answer.status]).toEqual([path, 200]);
  expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
  return answer.body;
}
const index = async (headers: Record<string, string> = {}): Promise<SitemapUrl[]> =>
  checkIndex(await document('/sitemap.xml', headers));
const part = async (name: string, headers: Record<string, string> = {}): Promise<SitemapUrl[]> =>
  checkSitemap(await document(`/sitemap-${name}.xml`, headers));
const partNames = (entries: readonly SitemapUrl[]): string[] =>
  entries.map(({ loc }) => loc.replace(`${API}/sitemap-`, '').replace('.xml', ''));

describe('the sitemap', () => {
  it('has parts by month, those of the pages that list stories first', async () => {
    const entries = await index();
    expect(partNames(entries)).toEqual([
      ...['sections', 'authors', 'stories-2024-12', 'stories-2025-01', 'stories-2026-02'],
    ]);
    for (const { lastmod } of entries) expect(lastmod).toBeDefined();
  });

  it('holds every story that search engines are to find here, and no other', async () => {
    const stories = (
      await Promise.all(['2024-12', '2025-01', '2026-02'].map((month) => part(`stories-${month}`)))
    ).flat();
    expect(stories.map(({ loc }) => loc).sort()).toEqual(
      [
        urlOf('first'),
        urlOf('own'),
        urlOf('second', 'football'),
        urlOf('third'),
        urlOf('twin', 'sport'),
      ].sort(),
    );
    const [first, second] = stories;
    expect(first).toMatchObject({ lastmod: '2025-06-01T00:00:00.000Z', image: undefined });
    expect(second).toMatchObject({
      lastmod: '2025-01-01T00:00:00.000Z',
      image: 'https://images.example/a.jpg?b=1&c=2',
    });
  });

  it('holds the home page, and the sections and authors with a visible story', async () => {
    const newest = '2026-02-03T10:00:00.000Z';
    const sections = await part('sections');
    expect(Object.fromEntries(sections.map(({ loc, lastmod }) => [loc, lastmod]))).toEqual({
      [`${SITE}/`]: newest,
      [`${SITE}/world`]: newest,
      [`${SITE}/europe`]: newest,
      [`${SITE}/balkans`]: newest,
      [`${SITE}/sport`]: newest,
      [`${SITE}/football`]: '2025-01-01T00:00:00.000Z',
    });
    expect(sections[0]?.loc).toBe(`${SITE}/`);
    const authors = await part('authors');
    expect(authors.map(({ loc }) => loc).sort()).toEqual([`${SITE}/author/ana-maric`, `${SITE}/author/ben`]);
  });

  it('says of a part when a story of it last changed', async () => {
    const changed = async (name: string) =>
      (await index()).find(({ loc }) => loc === `${API}/sitemap-${name}.xml`)?.lastmod ?? '';
    const before = [await changed('stories-2025-01'), await changed('stories-2026-02')];
    const now = new Date(Date.now() + 2_000);
    await site.import([story('third', { headline: 'Changed' })], now);
    expect([await changed('stories-2025-01'), await changed('stories-2026-02')]).toEqual([
      before[0],
      now.toISOString(),
    ]);
  });

  it('leaves the other parts alone when a story comes or goes', async () => {
    const others = async () =>
      Promise.all(['2024-12', '2025-01'].map((month) => document(`/sitemap-stories-${month}.xml`)));
    const before = await others();
    await site.import([story('coming')]);
    expect((await part('stories-2026-02')).map(({ loc }) => loc)).toContain(urlOf('coming'));
    await site.import([story('coming', { status: 'unpublished' })]);
    expect((await part('stories-2026-02')).map(({ loc }) => loc)).not.toContain(urlOf('coming'));
    expect(await others()).toEqual(before);
  });

  it.each(['2023-05', '2022-05', '2099-01', '2026-03', '1066-10'])(
    'has no part of a month without stories: %s',
    async (month) => {
      const { status, body } = await site.get(`/sitemap-stories-${month}.xml`);
      expect([status, body['code']]).toEqual([404, 'NOT_FOUND']);
    },
  );

  it.each(['nonsense', 'stories', 'stories-2026-02-1-of-3', 'sections.xml', '%2e%2e'])(
    'has no part %s',
    async (name) => {
      const { status, body } = await site.get(`/sitemap-${name}.xml`);
      expect([status, body['code']]).toEqual([404, 'NOT_FOUND']);
    },
  );

  it('takes no parameters', async () => {
    for (const path of ['/sitemap.xml', '/sitemap-news.xml', '/sitemap-sections.xml', '/robots.txt']) {
      const { status, body } = await site.get(`${path}?page=2`);
      expect([path, status, body['code']]).toEqual([path, 400, 'UNKNOWN_PARAMETER']);
    }
  });

  it('as a stream has neither entity tag nor date; what is bounded has an entity tag', async () => {
    const port = Number(new URL(site.url).port);
    for (const encoding of ['identity', 'gzip', 'br']) {
      const headers = { 'accept-encoding': encoding };
      const { status, headers: stream } = await call(port, '/sitemap-stories-2026-02.xml', { headers });
      expect([status, stream.etag, stream['last-modified'], stream['content-length']]).toEqual([
        ...[200, undefined, undefined, undefined],
      ]);
      expect(stream['content-encoding'] ?? 'identity').toBe(encoding);
      expect([stream['cache-control'], stream.vary]).toEqual([
        'public, max-age=5',
        'Accept-Encoding, Authorization',
      ]);
    }
    const head = await call(port, '/sitemap-stories-2026-02.xml', { method: 'HEAD' });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', undefined]);
    for (const path of ['/sitemap.xml', '/sitemap-news.xml', '/robots.txt']) {
      const { headers } = await site.text(path);
      expect(headers.get('last-modified')).toBeNull();
      const etag = headers.get('etag') ?? '';
      expect((await site.text(path, { 'if-none-match': etag })).status).toBe(304);
    }
  });
});

describe('a month with very many stories', () => {
  const MANY = 25_000;

  beforeAll(async () => {
    await site.database.transaction(async (tx) => {
      await tx.query(`with story as (
          select ('0199' || lpad(to_hex(n), 8, '0') || '7000' || '8000' || substr(md5(n::text), 1, 12))::uuid as id, n
          from generate_series(1, ${MANY}) n
        ), revision as (
          insert into article_revision (id, article_id, number, headline, headline_uri, excerpt, blocks, html, text,
            word_count, reading_minutes, gaps, content_hash, section_id, author_ids, tag_ids, created_by, created_at)
          select story.id, story.id, 1, 'Many', 'Many', '', '[]', '', '', 0, 0, '[]', '', section.id, '{}', '{}', 'test', now()
          from story, section where section.slug = 'world'
        )
        insert into article (id, slug, section_id, status, publish_at, modified_at, updated_at, created_at,
          published_revision_id, language)
        select story.id, 'many-' || n, section.id, 'published', '2020-07-31T23:59:59.999Z', now(), now(), now(), story.id, 'en'
        from story, section where section.slug = 'world'`);
    });
  });

  it('is divided, so that each is in one part of at most 10,000, whatever their times', async () => {
    const names = partNames(await index()).filter((name) => name.startsWith('stories-2020-07'));
    expect(names).toEqual([1, 2, 3, 4].map((number) => `stories-2020-07-${number}-of-4`));
    const parts = await Promise.all(names.map((name) => part(name)));
    for (const urls of parts) expect(urls.length).toBeLessThanOrEqual(10_000);
    const all = parts.flat().map(({ loc }) => loc);
    expect(new Set(all).size).toBe(MANY);
    expect(all).toHaveLength(MANY);
    const bodies = await Promise.all(names.map((name) => document(`/sitemap-${name}.xml`)));
    await site.database.query(sql`update article set status = 'unpublished' where slug = 'many-7'`);
    const after = await Promise.all(names.map((name) => document(`/sitemap-${name}.xml`)));
    expect(after.filter((body, place) => body !== bodies[place])).toHaveLength(1);
  });
});

describe('the news sitemap', () => {
  const ODD = 'Odd ]]> & <b> 😀 \u0001\ufffe title';

  it('has the stories of the last two days, newest first', async () => {
    expect(checkNews(await document('/sitemap-news.xml'))).toEqual([]);
    await site.import([
      story('new', { publishedAt: fromNow(-HOUR), headline: ODD, language: 'fr-CA' }),
      story('newer', { publishedAt: fromNow(-60_000), language: 'zh-Hant' }),
      story('old', { publishedAt: fromNow(-49 * HOUR) }),
      story('again', { publishedAt: fromNow(-HOUR), firstPublishedAt: fromNow(-100 * HOUR) }),
      story('yesterday', {
        publishedAt: fromNow(-HOUR),
        firstPublishedAt: fromNow(-30 * HOUR),
        language: 'zh',
      }),
      story('copied', { publishedAt: fromNow(-HOUR), canonicalUrl: 'https://wire.example/c' }),
      story('to-come', { status: 'scheduled', publishAt: fromNow(HOUR) }),
    ]);
    const stories = checkNews(await document('/sitemap-news.xml'));
    expect(stories.map(({ loc, language }) => [loc, language])).toEqual([
      [urlOf('newer'), 'zh-tw'],
      [urlOf('yesterday'), 'zh-cn'],
      [urlOf('new'), 'fr'],
    ]);
    expect(stories[2]).toMatchObject({ title: heldByXml(ODD), name: 'Broadsheet' });
    expect(Date.parse(stories[1]?.date ?? '')).toBeLessThan(Date.now() - 29 * HOUR);
  });

  it('has a thousand at most', async () => {
    await site.database.query(
      sql`update article set publish_at = now() - interval '1 hour', slug = 'm' || slug where slug like 'many-%' and status = 'published'`,
    );
    expect(checkNews(await document('/sitemap-news.xml'))).toHaveLength(1_000);
    await site.database.query(sql`update article set publish_at = '2020-07-01' where slug like 'mmany-%'`);
  });
});

describe('a site that is not open to everyone', () => {
  it('shows crawlers nothing but its home page, and a key everything', async () => {
    const [open, news] = [partNames(await index()), checkNews(await document('/sitemap-news.xml'))];
    await site.database.query(sql`update site set anonymous_access = 'none'`);
    try {
      expect(partNames(await index())).toEqual(['sections']);
      expect((await part('sections')).map(({ loc, lastmod }) => [loc, lastmod])).toEqual([
        [`${SITE}/`, undefined],
      ]);
      for (const name of ['authors', 'stories-2026-02']) {
        expect((await site.text(`/sitemap-${name}.xml`)).status).toBe(404);
        expect((await part(name, ADMIN)).length).toBeGreaterThan(0);
      }
      expect(checkNews(await document('/sitemap-news.xml'))).toEqual([]);
      expect(partNames(await index(ADMIN))).toEqual(open);
      expect(checkNews(await document('/sitemap-news.xml', ADMIN))).toEqual(news);
      const { headers } = await site.text('/sitemap-stories-2026-02.xml', ADMIN);
      expect(headers.get('cache-control')).toBe('private, no-cache');
    } finally {
      await site.database.query(sql`update site set anonymous_access = 'full'`);
    }
  });
});

describe('robots.txt', () => {
  it('names the sitemaps and lets crawlers read what pages are made of', async () => {
    const { status, headers, body } = await site.text('/robots.txt');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    const lines = body.split('\n');
    expect(lines).toContain(`Sitemap: ${API}/sitemap.xml`);
    expect(lines).toContain(`Sitemap: ${API}/sitemap-news.xml`);
    const refused = lines.flatMap((line) => /^Disallow: (.+)$/.exec(line)?.[1] ?? []);
    for (const path of ['/v1/articles', '/graphql', '/feeds/latest', '/sitemap.xml', '/s/abcdefg']) {
      expect(refused.filter((prefix) => path.startsWith(prefix))).toEqual([]);
    }
  });
});
