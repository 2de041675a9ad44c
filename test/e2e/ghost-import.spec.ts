import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GhostImportService } from '../../src/ghost/ghost-import.service.js';
import type { GhostReport } from '../../src/ghost/ghost-report.js';
import { PERMALINK, SECTION } from '../../src/ghost/ghost-rules.js';
import { BATCH_STORIES, type ImportOptions } from '../../src/imports/import-run.js';
import { ImportSource } from '../../src/imports/import-source.js';
import { sql } from '../../src/platform/database/sql.js';
import { ghostExport, ghostPost } from '../support/ghost.js';
import { TestApp } from '../support/test-app.js';

const RULES = { siteUrl: 'https://old.example', permalinks: [PERMALINK], section: SECTION };

let site: TestApp;

beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());

function importing(
  text: string | Buffer,
  rules: Partial<typeof RULES | { siteUrl: null }> = {},
  options: Partial<ImportOptions> = {},
): Promise<GhostReport> {
  const source = ImportSource.ofStream('site.json', Readable.from([Buffer.from(text)]));
  const importer = site.app.get(GhostImportService, { strict: false });
  return importer.import(source, { actor: 'test', ...options }, { ...RULES, ...rules });
}

const body = async (path: string) => (await site.get<any>(path)).body;
const status = async (path: string) => (await site.get<any>(path)).status;
const resolved = (url: string) => site.get<any>(`/v1/resolve?url=${encodeURIComponent(url)}`);
const one = async (statement: ReturnType<typeof sql>) =>
  Object.values((await site.database.query<Record<string, unknown>>(statement))[0] ?? {})[0];
const lastChange = () => one(sql`select coalesce(max(seq), 0) as seq from change`);

const ferry = ghostPost('1', {
  title: 'The ferry &amp; the fog',
  slug: 'the-ferry',
  html:
    '<p>It did not sail.</p><figure class="kg-card kg-image-card kg-card-hascaption"><img src="__GHOST_URL__/content/images/pier.jpg"' +
    ' class="kg-image" alt="A pier" width="600"><figcaption>The pier, early</figcaption></figure>' +
    '<p>See <a href="__GHOST_URL__/tides/">the tides</a>.</p><script>alert(1)</script>',
  feature_image: '__GHOST_URL__/content/images/ferry.jpg',
  featured: 1,
  custom_excerpt: 'It waited for the fog to lift.',
  canonical_url: 'https://old.example/the-ferry/',
  codeinjection_head: '<style>p { color: red }</style>',
});
const meta = {
  posts_meta: [
    {
      post_id: '1',
      meta_title: 'Ferry',
      meta_description: 'Fog',
      og_title: 'On a network',
      feature_image_alt: 'The ferry',
      feature_image_caption: '<span>At the pier</span>',
    },
  ],
};

describe('importing an export of Ghost', () => {
  it('brings the site, the story, its section, tags, author and pictures, and says what was lost', async () => {
    const page = ghostPost('2', { type: 'page' });
    const report = await importing(ghostExport({ posts: [ferry, page], tables: meta }));
    expect(report).toMatchObject({
      unit: 'post',
      created: 1,
      posts: 1,
      fault: null,
      site: { title: 'Harbour Notes', version: '5.130.0' },
      byStatus: { published: 1 },
      made: { sections: 1, authors: 1, tags: 2 },
      skipped: [],
      warnings: [],
    });
    expect(report.leftOut).toEqual([
      { kind: 'tag', name: 'internal tags', count: 1 },
      { kind: 'table', name: 'newsletters', count: 1 },
      { kind: 'item', name: 'page', count: 1 },
    ]);
    expect(report.lost).toEqual([
      { kind: 'author', name: 'bio', count: 1 },
      { kind: 'author', name: 'named by an e-mail address', count: 1 },
      { kind: 'element', name: 'script', count: 1 },
      { kind: 'field', name: 'internal tags', count: 1 },
      { kind: 'field', name: 'og_title', count: 1 },
      { kind: 'code injection', name: 'head', count: 1 },
    ]);
    expect(await body('/v1/site')).toMatchObject({ name: 'Harbour Notes', tagline: 'What the tide brings' });
    const article = await body('/v1/articles/the-ferry');
    expect(article).toMatchObject({
      headline: 'The ferry & the fog',
      dek: 'It waited for the fog to lift.',
      publishedAt: '2020-05-04T10:00:00.000Z',
      section: { slug: 'harbour', name: 'Harbour' },
      tags: [{ name: 'Harbour' }, { name: 'Low tide' }],
      authors: [{ slug: 'june', name: 'June Abara' }],
      leadImage: {
        url: 'https://old.example/content/images/ferry.jpg',
        alt: 'The ferry',
        caption: 'At the pier',
      },
      seo: { title: 'Ferry', description: 'Fog' },
    });
    expect(article.body.text).toBe('It did not sail.\n\nSee the tides.');
    expect(article.body.blocks[1]).toMatchObject({
      _type: 'image',
      url: 'https://old.example/content/images/pier.jpg',
      alt: 'A pier',
      caption: 'The pier, early',
    });
    expect(article.body.html).toContain('href="https://old.example/tides/"');
    expect((await resolved('https://old.example/the-ferry/')).body).toMatchObject({
      slug: 'the-ferry',
      status: 'moved',
    });
  });

  it('changes nothing the second time, however it is packed, and updates what a newer export says', async () => {
    const before = await lastChange();
    const again = await importing(gzipSync(ghostExport({ posts: [ferry], tables: meta })));
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 1, made: { sections: 0, tags: 0 } });
    expect(await lastChange()).toBe(before);
    const newer = { ...ferry, html: '<p>It sailed at noon.</p>' };
    expect(await importing(ghostExport({ posts: [newer], tables: meta }))).toMatchObject({ updated: 1 });
    expect((await body('/v1/articles/the-ferry')).body.text).toBe('It sailed at noon.');
  });

  it('publishes nothing that was for members, sent as an e-mail, or not out yet', async () => {
    const html =
      '<p>Open.</p><!--kg-gated-block:begin nonMember:false memberSegment:"status:-free" --><p>Paid.</p>' +
      '<!--kg-gated-block:end--><!--kg-gated-block:begin nonMember:true memberSegment:"" --><p>Hello.</p>' +
      '<!--kg-gated-block:end-->';
    const posts = [
      ghostPost('20', { visibility: 'members' }),
      ghostPost('21', { visibility: 'paid' }),
      ghostPost('22', { visibility: 'label:friends' }),
      ghostPost('23', { status: 'sent' }),
      ghostPost('24', { status: 'draft', published_at: null }),
      ghostPost('25', { status: 'scheduled', published_at: '2090-01-01T00:00:00.000Z' }),
      ghostPost('26', { status: 'scheduled', visibility: 'paid', published_at: '2090-01-01T00:00:00.000Z' }),
      ghostPost('27'),
      ghostPost('28', { html }),
    ];
    const report = await importing(
      ghostExport({ posts, tables: { posts_meta: [{ post_id: '27', email_only: 1 }] } }),
    );
    expect(report).toMatchObject({
      created: 9,
      byStatus: { published: 1, scheduled: 1, draft: 2, unpublished: 5 },
    });
    expect(report.mended).toEqual(
      expect.arrayContaining([
        { kind: 'mended', name: 'for members: not published', count: 1 },
        { kind: 'mended', name: 'for paying members: not published', count: 2 },
        { kind: 'mended', name: 'for some members: not published', count: 1 },
        { kind: 'mended', name: 'an e-mail alone: not published', count: 2 },
      ]),
    );
    expect(report.lost).toContainEqual({ kind: 'for members', name: 'block', count: 1 });
    for (let id = 20; id < 28; id += 1) expect(await status(`/v1/articles/post-${id}`), `${id}`).toBe(404);
    expect((await body('/v1/articles/post-28')).body.text).toBe('Open.\n\nHello.');
    expect((await body('/v1/search?q=Paid')).items).toEqual([]);
  });

  it('leads from addresses of any form, by the days of the old site', async () => {
    const forms = ['/{year}/{month}/{day}/{slug}/', '/{primary_tag}/{primary_author}/{slug}/'];
    const post = ghostPost('30', { published_at: '2020-12-31T12:00:00.000Z' });
    await importing(ghostExport({ posts: [post] }), { permalinks: forms });
    for (const path of ['/2021/01/01/post-30/', '/harbour/june/post-30']) {
      expect((await resolved(`https://old.example${path}`)).body, path).toMatchObject({ slug: 'post-30' });
    }
  });

  it('asks for the address of the site where pictures need it, and heals when it is told', async () => {
    const post = ghostPost('40', {
      html: '<p>A <a href="__GHOST_URL__/b/">b</a></p><img src="__GHOST_URL__/content/c.jpg">',
    });
    const report = await importing(ghostExport({ posts: [post] }), { siteUrl: null });
    expect(report.warnings).toMatchObject([{ line: 1, code: 'SITE_URL_MISSING' }]);
    expect((await body('/v1/articles/post-40')).body.html).toMatch(/^<p[^>]*>A <a href="\/b\/">b<\/a><\/p>$/);
    expect((await resolved('https://anywhere.example/post-40/')).body).toMatchObject({ slug: 'post-40' });
    expect(await importing(ghostExport({ posts: [post] }))).toMatchObject({ updated: 1, warnings: [] });
    expect((await body('/v1/articles/post-40')).body.html).toContain('https://old.example/content/c.jpg');
  });

  it('has posts without tags and authors, and keeps no e-mail address of anybody', async () => {
    const tables = {
      posts_tags: [],
      posts_authors: [{ post_id: '50', author_id: 'u2', sort_order: 0 }],
    };
    const post = ghostPost('50', { title: '(Untitled)' });
    const permalinks = ['/{primary_author}/{slug}/'];
    const report = await importing(ghostExport({ posts: [post], tables }), { permalinks });
    expect(report.lost).toContainEqual({ kind: 'author', name: 'named by an e-mail address', count: 1 });
    expect(await body('/v1/articles/post-50')).toMatchObject({
      headline: 'Text of 50.',
      section: { name: 'News' },
      tags: [],
      authors: [{ name: 'Staff', slug: expect.stringMatching(/^staff-[0-9a-f]{8}$/) }],
    });
    expect(await one(sql`select count(*)::int from author where name || slug ~* '@|tomas'`)).toBe(0);
    expect((await resolved('https://old.example/tomas/post-50/')).body).toMatchObject({ slug: 'post-50' });
  });

  it('names nobody by a part of an address, and counts whose time is a stand-in', async () => {
    const users = [
      { id: 'u1', name: '', slug: 'bob-secret', email: 'bob.secret@old.example' },
      { id: 'u2', name: 'Ida Holm ida.h@old.example', slug: 'ida-holm-ida-h-old-example' },
    ];
    const tables = {
      users,
      posts_authors: users.map(({ id }) => ({ post_id: '51', author_id: id, sort_order: id })),
    };
    const posts = [ghostPost('51', { published_at: 'soon' }), ghostPost('52')];
    const report = await importing(ghostExport({ posts, tables }));
    expect(report.lost).toEqual(
      expect.arrayContaining([
        { kind: 'author', name: 'without a name', count: 1 },
        { kind: 'field', name: 'published_at: created_at stands in', count: 1 },
      ]),
    );
    const { authors, publishedAt } = await body('/v1/articles/post-51');
    expect(publishedAt).toBe('2020-05-04T09:00:00.000Z');
    expect(authors).toMatchObject([{ name: 'Staff' }, { name: 'Ida Holm', slug: 'ida-holm' }]);
    expect(await one(sql`select count(*)::int from author where name || slug ~* 'secret'`)).toBe(0);
  });

  it('imports nothing of a file that breaks off: what posts refer to stands behind them', async () => {
    const text = ghostExport({ posts: [ghostPost('60'), ghostPost('61')] });
    const report = await importing(text.slice(0, text.indexOf('"settings"')));
    expect(report).toMatchObject({ created: 0, fault: { file: 'site.json', line: 1 } });
    expect(report.fault?.message).toBe('site.json:1: The file ends too early.');
    expect(await status('/v1/articles/post-60')).toBe(404);
    for (const [other, code] of [
      ['{"a":{}}', 'NOT_GHOST'],
      ['[1]', 'NOT_JSON'],
      ['', 'EMPTY_FILE'],
      ['{"db":[{"data":{"posts":[{x}]}}]}', 'INVALID_JSON'],
    ] as const) {
      expect((await importing(other)).fault?.reasons, other).toMatchObject([{ code }]);
    }
  });

  it('goes on where it was stopped', async () => {
    const posts = Array.from({ length: BATCH_STORIES + 1 }, (_, index) => ghostPost(String(1_000 + index)));
    const text = ghostExport({ posts });
    const stop = new AbortController();
    const stopped = await importing(text, {}, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(stopped).toMatchObject({ created: BATCH_STORIES, interrupted: true, lastLine: BATCH_STORIES });
    expect(await importing(text)).toMatchObject({
      created: 1,
      unchanged: BATCH_STORIES,
      interrupted: false,
    });
  });
});
