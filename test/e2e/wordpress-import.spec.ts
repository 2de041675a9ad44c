import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImportSource } from '../../src/imports/import-source.js';
import type { ImportOptions } from '../../src/imports/import-run.js';
import { NdjsonImportService } from '../../src/imports/ndjson-import.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { WordPressImportService } from '../../src/wordpress/wordpress-import.service.js';
import type { WordPressReport } from '../../src/wordpress/wordpress-report.js';
import { TestApp } from '../support/test-app.js';
import { WXR_HEAD, wxr, wxrComment, wxrItem } from '../support/wxr.js';

const FIXTURE = new URL('../fixtures/wxr-1.0.xml', import.meta.url);
/** WordPress's own export for testing themes. It is no part of the project and may not be there. */
const THEME_TEST = new URL('../../../shared/data/wordpress-theme-test.xml', import.meta.url);

let site: TestApp;

beforeEach(async () => {
  site = await TestApp.start();
});
afterEach(() => site.close());

function importing(text: string | Buffer, options: Partial<ImportOptions> = {}): Promise<WordPressReport> {
  const source = ImportSource.ofStream('site.xml', Readable.from([Buffer.from(text)]));
  const importer = site.app.get(WordPressImportService, { strict: false });
  return importer.import(source, { actor: 'test', ...options });
}

const body = async (path: string) => (await site.get<any>(path)).body;
const resolved = (url: string) => site.get<any>(`/v1/resolve?url=${encodeURIComponent(url)}`);
const lastChange = async () => {
  const [row] = await site.database.query<{ seq: string }>(
    sql`select coalesce(max(seq), 0) as seq from change`,
  );
  return row?.seq;
};
const one = async (statement: ReturnType<typeof sql>) =>
  Object.values((await site.database.query<Record<string, unknown>>(statement))[0] ?? {})[0];

describe('importing an export of WordPress', () => {
  it('brings the site, its sections, the story, its picture, its comment and its addresses', async () => {
    const report = await importing(await readFile(FIXTURE));
    expect(report).toMatchObject({
      created: 1,
      posts: 1,
      fault: null,
      interrupted: false,
      site: { title: 'Harbour Notes', url: 'http://harbour.example/notes', version: '1.0' },
      made: { sections: 3, authors: 1, tags: 1 },
      byStatus: { published: 1 },
      comments: 1,
      commentsByState: { approved: 1, pending: 0 },
      skipped: [],
      lost: [],
      warnings: [],
    });
    expect(await body('/v1/site')).toMatchObject({
      name: 'Harbour Notes',
      tagline: 'What the tide brings',
      language: 'en',
      navigation: [{ slug: 'harbour' }],
    });
    const { items: sections } = await body('/v1/sections');
    expect(sections).toMatchObject([
      { slug: 'harbour', name: 'Harbour', description: 'All about piers', children: [{ slug: 'boats' }] },
      { slug: 'empty', name: 'Nothing here yet', children: [] },
    ]);
    const page = await body('/v1/articles/the-ferry/page');
    expect(page.breadcrumbs.map(({ label }: { label: string }) => label)).toEqual([
      'Home',
      'Harbour',
      'Boats',
      'The ferry & the fog',
    ]);
    expect(page.article).toMatchObject({
      headline: 'The ferry & the fog',
      publishedAt: '2010-02-28T21:30:00.000Z',
      authors: [{ slug: 'keeper', name: 'keeper' }],
      tags: [{ slug: 'low-tide', name: 'Low tide' }],
      language: 'en',
    });
    expect(page.article.body.text).toBe('It did not sail.\nIt waited.');
    expect(page.article.body.blocks[1]).toMatchObject({
      _type: 'image',
      url: 'http://harbour.example/pier.jpg',
      alt: 'A pier',
      caption: 'The pier, early',
      width: 300,
    });
    expect(page.comments.items).toMatchObject([
      {
        author: { name: 'Gull', website: 'http://gull.example/' },
        text: 'It never does.',
        createdAt: '2010-03-01T07:00:00.000Z',
      },
    ]);
    expect(await one(sql`select count(*)::int from comment_identity`)).toBe(1);
  });

  it('changes nothing the second time, whatever the file is packed in', async () => {
    const text = await readFile(FIXTURE);
    await importing(text);
    const before = await lastChange();
    expect(await importing(gzipSync(text))).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 1,
      comments: 0,
      made: { sections: 0, authors: 0, tags: 0 },
    });
    expect(await lastChange()).toBe(before);
  });

  it('updates what a newer export says anew', async () => {
    const text = await readFile(FIXTURE, 'utf8');
    await importing(text);
    const id = (await body('/v1/articles/the-ferry')).id;
    const newer = text
      .replace('It waited.', 'It sailed at noon.')
      .replaceAll('http://harbour.example/notes', 'https://www.harbour.example/notes')
      .replace('</item>', `${wxrComment(10, { comment_parent: '9' })}</item>${wxrItem({ id: 8 })}`);
    expect(await importing(newer)).toMatchObject({ created: 1, updated: 1, unchanged: 0, comments: 1 });
    const page = await body('/v1/articles/the-ferry/page');
    expect(page.article).toMatchObject({ id, body: { text: 'It did not sail.\nIt sailed at noon.' } });
    expect(page.comments.items).toMatchObject([{ replyCount: 1, replies: [{ text: 'Comment 10.' }] }]);
  });

  it('unpublishes a story whose post was thrown away since, and leaves out one that never came', async () => {
    await importing(wxr(wxrItem({ id: 1, comments: [wxrComment(1)] })));
    const trashed = (id: number) =>
      wxrItem({ id, status: 'trash', name: `post-${id}__trashed`, link: `https://blog.example/?p=${id}` });
    const newer = wxr(trashed(1), trashed(2));
    expect(await importing(newer)).toMatchObject({
      created: 0,
      updated: 1,
      byStatus: { unpublished: 1 },
      leftOut: [{ kind: 'item', name: 'post (trash)', count: 1 }],
      mended: [{ name: 'thrown away: unpublished', count: 1 }],
    });
    expect((await site.get('/v1/articles/post-1')).status).toBe(404);
    expect(await importing(newer)).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    expect(await importing(wxr(wxrItem({ id: 1 })))).toMatchObject({ updated: 1 });
    expect((await site.get('/v1/articles/post-1')).status).toBe(200);
  });

  it('has both of two posts with one id, the last of one that comes twice, and changes nothing again', async () => {
    const text = wxr(
      wxrItem({ id: 5, name: 'first', content: 'Early.' }),
      wxrItem({ id: 5, name: 'second' }),
      wxrItem({ id: 5, name: 'first', content: 'Late.', link: 'https://www.blog.example/first/' }),
      wxrItem({ id: 5, name: 'second', status: 'draft', comments: [wxrComment(1)] }),
      wxrItem({ id: 6, name: 'second', comments: [wxrComment(1)] }),
    );
    expect(await importing(text)).toMatchObject({
      created: 3,
      updated: 0,
      byStatus: { published: 2, draft: 1 },
      leftOut: [{ kind: 'item', name: 'post (again further down)', count: 2 }],
    });
    expect((await body('/v1/articles/first')).body.text).toBe('Late.');
    const before = await lastChange();
    expect(await importing(text)).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
    expect(await lastChange()).toBe(before);
  });

  it('shows the names of authors that only posts have, in the words of their terms', async () => {
    await importing(wxr(wxrItem({ terms: ['category news News', "author ana-maria Ana María O'Neil"] })));
    expect((await body('/v1/articles/post-1')).authors).toEqual([
      expect.objectContaining({ name: "Ana María O'Neil" }),
    ]);
  });

  it('counts the sections, authors and tags that are declared otherwise than they are here', async () => {
    const declared = (name: string, parent: string, tag: string, author: string) =>
      wxr(
        '<wp:category><wp:category_nicename>top</wp:category_nicename><wp:cat_name>Top</wp:cat_name></wp:category>',
        `<wp:category><wp:category_nicename>news</wp:category_nicename><wp:category_parent>${parent}</wp:category_parent>` +
          `<wp:cat_name>${name}</wp:cat_name><wp:category_description>About</wp:category_description></wp:category>`,
        `<wp:tag><wp:tag_slug>sea</wp:tag_slug><wp:tag_name>${tag}</wp:tag_name></wp:tag>`,
        `<wp:author><wp:author_login>ada</wp:author_login><wp:author_display_name>${author}</wp:author_display_name></wp:author>`,
        wxrItem(),
      );
    const none = { sections: 0, authors: 0, tags: 0 };
    expect((await importing(declared('News', 'top', 'Sea', 'Ada'))).different).toEqual(none);
    expect((await importing(declared('News', 'top', 'Sea', 'Ada'))).different).toEqual(none);
    const { different } = await importing(declared('World', 'top', 'Seas', 'Ada'));
    expect(different).toEqual({ sections: 1, authors: 0, tags: 1 });
    expect((await importing(declared('News', '', 'Sea', 'Ada'))).different).toEqual({ ...none, sections: 1 });
    expect(await body('/v1/sections/news')).toMatchObject({ name: 'News' });
  });

  it('keeps sections away from the addresses that front ends have for other pages', async () => {
    const section = (slug: string, parent = '') =>
      `<wp:category><wp:category_nicename>${slug}</wp:category_nicename><wp:category_parent>${parent}</wp:category_parent>` +
      `<wp:cat_name>${slug.toUpperCase()}</wp:cat_name></wp:category>`;
    const text = wxr(
      ...[section('author'), section('below', 'author'), section('author-2'), section('feeds')],
      wxrItem({ id: 1, terms: ['category author AUTHOR'] }),
      wxrItem({ id: 2, terms: ['category author-2 AUTHOR-2'] }),
      wxrItem({ id: 3, terms: ['category search Search'] }),
    );
    expect(await importing(text)).toMatchObject({ created: 3, made: { sections: 5 } });
    const none = { sections: 0, authors: 0, tags: 0 };
    expect(await importing(text)).toMatchObject({ unchanged: 3, made: none, different: none });
    const sections = (await body('/v1/sections')).items;
    const other = expect.stringMatching(/^author-2-/);
    expect(sections.map(({ slug }: { slug: string }) => slug)).toEqual([
      'author-2',
      other,
      'feeds-2',
      'search-2',
    ]);
    expect(sections[0]).toMatchObject({ name: 'AUTHOR', children: [{ slug: 'below' }] });
    const line = { externalId: 'n', headline: 'N', section: 'Tag', body: { text: 'N' } };
    await site.import([{ ...line, status: 'published', publishedAt: '2020-01-01T00:00:00Z' }]);
    expect((await body('/v1/articles/n')).section).toMatchObject({ slug: 'tag-2', name: 'Tag' });
    for (const [id, slug] of [
      [1, 'author-2'],
      [2, sections[1].slug],
      [3, 'search-2'],
    ] as const) {
      expect((await body(`/v1/articles/post-${id}`)).section).toMatchObject({ slug });
    }
  });

  it('leaves a site alone that has a name and a navigation, and sections that are there', async () => {
    await site.import([
      {
        externalId: 'x',
        headline: 'X',
        section: 'News',
        body: { text: 'X' },
        status: 'published',
        publishedAt: '2020-01-01T00:00:00Z',
      },
    ]);
    await site.database.query(sql`update site set name = 'Ours', tagline = null`);
    await site.database.query(sql`update section set navigation_position = 0, description = 'Ours'`);
    const declared =
      '<wp:category><wp:category_nicename>news</wp:category_nicename><wp:cat_name>Other news</wp:cat_name></wp:category>';
    expect(await importing(wxr(declared, wxrItem()))).toMatchObject({ created: 1, made: { sections: 0 } });
    expect(await body('/v1/site')).toMatchObject({
      name: 'Ours',
      tagline: null,
      navigation: [{ slug: 'news' }],
    });
    expect(await body('/v1/sections/news')).toMatchObject({ name: 'News', description: 'Ours' });
  });

  it('fills an empty navigation with the busiest top sections, for every import', async () => {
    const line = (n: number, section: string, more: object = {}) =>
      JSON.stringify({
        externalId: `n${n}`,
        headline: `N ${n}`,
        section,
        body: { text: 'N' },
        status: 'published',
        publishedAt: '2020-01-01T00:00:00Z',
        ...more,
      });
    const lines = Array.from({ length: 12 }, (_, n) => `s${n % 10}`).map((section, n) => line(n, section));
    lines.push(line(98, 'hidden', { status: 'draft' }), line(99, 's7'));
    const source = ImportSource.ofStream('news.ndjson', Readable.from([Buffer.from(lines.join('\n'))]));
    await site.app.get(NdjsonImportService, { strict: false }).import(source, { actor: 'test' });
    const { navigation } = await body('/v1/site');
    expect(navigation.map(({ slug }: { slug: string }) => slug)).toEqual([
      's0',
      's1',
      's7',
      's2',
      's3',
      's4',
      's5',
      's6',
    ]);
    expect(await one(sql`select count(*)::int from change where subject = 'site'`)).toBe(1);
  });
});

describe('what readers of an imported site find', () => {
  it('leads from every former address to the story', async () => {
    const post = wxrItem({
      id: 31,
      name: 'caf%c3%a9',
      link: 'https://blog.example/2020/05/caf%c3%a9/',
      meta: { _wp_old_slug: 'bar' },
      terms: ['category news News'],
    });
    await importing(wxr(post));
    const canonical = 'https://site.example/news/cafe';
    const moved = { kind: 'article', canonical, status: 'moved', slug: 'cafe' };
    for (const url of [
      'https://blog.example/2020/05/caf%c3%a9/',
      'http://www.blog.example/2020/05/caf%C3%A9',
      'https://blog.example/2020/05/café/?utm_source=x',
      'https://blog.example/2020/05/caf%c3%a9/amp/',
      'https://blog.example/2020/05/caf%c3%a9/comment-page-2/#comment-1',
      'https://blog.example/2020/05/bar/',
      'https://blog.example/?p=31',
      'https://blog.example/?p=31&preview=true',
      'https://blog.example/index.php?p=31',
      'https://site.example/?p=31',
      '/?p=31',
      '/2020/05/caf%c3%a9',
      'http://www.site.example/news/cafe/',
    ]) {
      expect(await resolved(url), url).toMatchObject({ status: 200, body: moved });
    }
    expect((await resolved(canonical)).body).toEqual({ ...moved, status: 'current' });
    expect((await resolved('https://site.example/?utm_source=x')).body).toMatchObject({ kind: 'home' });
    for (const url of [
      'https://blog.example/?p=32',
      'https://blog.example/2020/05/',
      'https://blog.example/caf%C3%A9',
    ]) {
      expect((await resolved(url)).status, url).toBe(404);
    }
  });

  it('tells the addresses of two sites apart by their host', async () => {
    const second = wxr(wxrItem({ id: 77, name: 'two' })).replaceAll('blog.example', 'second.example');
    await importing(wxr(wxrItem({ id: 77, name: 'one' })));
    expect(await importing(second)).toMatchObject({ created: 1, warningCount: 0 });
    for (const [url, slug] of [
      ['https://blog.example/?p=77', 'one'],
      ['http://www.second.example/?p=77', 'two'],
      ['https://second.example/2020/05/two/feed/', 'two'],
      ['https://site.example/2020/05/two/', 'two'],
      ['https://www.site.example/?p=77', 'one'],
      ['/?p=77', 'one'],
    ] as const) {
      expect((await resolved(url)).body, url).toMatchObject({ slug, status: 'moved' });
    }
    for (const url of ['https://elsewhere.example/?p=77', '//elsewhere.example/?p=77']) {
      expect((await resolved(url)).status, url).toBe(404);
    }
    // What was kept before hosts were.
    await site.database.query(sql`update article_permalink set host = '' where host = 'blog.example'`);
    expect((await resolved('https://elsewhere.example/?p=77')).body).toMatchObject({ slug: 'one' });
    expect((await resolved('https://second.example/?p=77')).body).toMatchObject({ slug: 'two' });
  });

  it('says which addresses lead to another story already', async () => {
    const report = await importing(wxr(wxrItem({ id: 1 }), wxrItem({ id: 2, name: 'post-1' })));
    expect(report.warnings).toMatchObject([
      { code: 'FORMER_URL_TAKEN', detail: expect.stringContaining('https://blog.example/2020/05/post-1/') },
    ]);
  });

  it('shows nothing of what WordPress hid', async () => {
    const states = [
      wxrItem({ id: 41, name: 'draft', status: 'draft' }),
      wxrItem({ id: 42, name: 'private', status: 'private' }),
      wxrItem({ id: 43, name: 'pending', status: 'pending' }),
      wxrItem({
        id: 44,
        name: 'future',
        status: 'future',
        date: '2090-01-01 00:00:00',
        dateGmt: '2090-01-01 00:00:00',
      }),
      wxrItem({ id: 45, name: 'locked' }).replace('<wp:post_password>', '<wp:post_password>pass'),
      wxrItem({ id: 46, name: 'trash', status: 'trash' }),
      wxrItem({ id: 47, name: 'page', type: 'page', comments: [wxrComment(1), wxrComment(2)] }),
      wxrItem({
        id: 48,
        name: 'shown',
        comments: [wxrComment(3), wxrComment(4, { comment_approved: 'spam' })],
      }),
    ];
    expect(await importing(wxr(...states))).toMatchObject({
      created: 6,
      byStatus: { published: 1, scheduled: 1, draft: 2, unpublished: 2 },
      leftOut: [
        { kind: 'item', name: 'page', count: 1 },
        { kind: 'item', name: 'post (trash)', count: 1 },
      ],
      comments: 2,
      commentsByState: { approved: 1, spam: 1 },
      commentsLeftOut: 2,
    });
    const { items } = await body('/v1/articles');
    expect(items.map(({ slug }: { slug: string }) => slug)).toEqual(['shown']);
    for (const [id, slug] of [
      [41, 'draft'],
      [42, 'private'],
      [43, 'pending'],
      [44, 'future'],
      [45, 'locked'],
      [46, 'trash'],
      [47, 'page'],
    ] as const) {
      expect((await site.get(`/v1/articles/${slug}/page`)).status, slug).toBe(404);
      expect((await resolved(`https://blog.example/?p=${id}`)).status, slug).toBe(404);
      expect((await resolved(`https://blog.example/2020/05/${slug}/`)).status, slug).toBe(404);
    }
    expect((await body('/v1/articles/shown/page')).comments.items).toHaveLength(1);
  });

  it('has several stories of one slug, and categories beyond the first as tags', async () => {
    const terms = ['category arts Arts', 'category odd-one The Odd & One', 'post_tag one One'];
    const report = await importing(
      wxr(wxrItem({ id: 1, name: 'same', terms }), wxrItem({ id: 2, name: 'same', terms })),
    );
    expect(report).toMatchObject({
      created: 2,
      made: { sections: 2, tags: 2 },
      declared: { sections: 2, tags: 2 },
      mended: [{ kind: 'mended', name: 'further categories kept as tags', count: 2 }],
    });
    expect(await body('/v1/articles/same')).toMatchObject({
      section: { slug: 'arts' },
      tags: [{ slug: 'one' }, { slug: 'odd-one', name: 'The Odd & One' }],
    });
    expect((await site.get('/v1/articles/same-2')).status).toBe(200);
  });
});

describe('an export that is not all well', () => {
  it('is imported up to the fault, and whole up to there', async () => {
    const items = Array.from({ length: 60 }, (_, n) => wxrItem({ id: n + 1 }));
    const text = `${WXR_HEAD}${items.join('\n')}\n<item><title>Cut`;
    const report = await importing(text);
    expect(report).toMatchObject({
      created: 60,
      interrupted: false,
      fault: { file: 'site.xml', line: text.split('\n').length, reasons: [{ code: 'MALFORMED_XML' }] },
    });
    expect((await site.get('/v1/articles/post-60/page')).status).toBe(200);
    // The navigation waits for an import that came to its end.
    expect((await body('/v1/site')).navigation).toEqual([]);
    expect(await importing(wxr(...items))).toMatchObject({ created: 0, unchanged: 60, fault: null });
  });

  it.each([
    ['', 'EMPTY_FILE'],
    ['<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>', 'DOCTYPE_REFUSED'],
    ['<html><body>Sign in</body></html>', 'NOT_WXR'],
  ])('leaves everything as it was when it is %j', async (text, code) => {
    expect(await importing(text)).toMatchObject({ created: 0, fault: { reasons: [{ code }] } });
    expect(await lastChange()).toBe('0');
    expect(await body('/v1/site')).toMatchObject({ name: 'Broadsheet' });
  });

  it('loses only the posts that cannot be imported, and says which', async () => {
    const long = wxrItem({ id: 2, title: 'Too long', content: 'word '.repeat(250_000) });
    const empty = wxrItem({ id: 3, title: '', content: '', comments: [wxrComment(1)] });
    const report = await importing(wxr(wxrItem({ id: 1 }), long, empty, wxrItem({ id: 4 })));
    expect(report).toMatchObject({ created: 2, commentsLeftOut: 1, fault: null });
    expect(report.skipped).toMatchObject([
      {
        reason: 'A body has at most 1,000,000 characters.',
        count: 1,
        examples: [{ id: '2', title: 'Too long' }],
      },
      { reason: 'there is nothing in it', count: 1, examples: [{ id: '3' }] },
    ]);
    expect(report.skipped[0]?.examples[0]?.line).toBeGreaterThan(40);
  });

  it('counts comments with the id of another one of their post', async () => {
    const comments = [wxrComment(1), wxrComment(1, { comment_content: 'Again.' }), wxrComment(2)];
    const report = await importing(wxr(wxrItem({ comments })));
    expect(report).toMatchObject({ comments: 2, commentsByState: { approved: 2 }, commentsLeftOut: 1 });
    expect(report.leftOut).toEqual([]);
  });

  it('counts the comments of posts that the database refuses', async () => {
    await site.database.query(
      sql`alter table article_revision add constraint not_this check (headline <> 'Refused')`,
    );
    const refused = wxrItem({ id: 2, title: 'Refused', comments: [wxrComment(1), wxrComment(2)] });
    const report = await importing(wxr(wxrItem({ id: 1, comments: [wxrComment(3)] }), refused));
    expect(report).toMatchObject({ created: 1, comments: 1, commentsLeftOut: 2, fault: null });
    expect(report.skipped).toMatchObject([{ count: 1, examples: [{ id: '2', title: 'Refused' }] }]);
  });

  it('stops after the batch under way when it is told to, and keeps nothing in the temporary folder open', async () => {
    const stopping = new AbortController();
    const items = Array.from({ length: 120 }, (_, n) => wxrItem({ id: n + 1 }));
    const report = await importing(wxr(...items), {
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    expect(report).toMatchObject({ interrupted: true, fault: null, posts: 120 });
    expect(report.created).toBeGreaterThan(0);
    expect(report.created).toBeLessThan(120);
    const early = new AbortController();
    early.abort();
    expect(await importing(wxr(...items), { signal: early.signal })).toMatchObject({
      created: 0,
      interrupted: true,
    });
  });
});

describe.skipIf(!existsSync(THEME_TEST))(
  'the export for testing themes (../shared/data/wordpress-theme-test.xml is needed)',
  () => {
    const text = () => readFile(THEME_TEST, 'utf8');

    it('arrives whole, twice changes nothing, and a newer one updates one story', async () => {
      const report = await importing(await text());
      expect(report).toMatchObject({
        created: 58,
        posts: 58,
        fault: null,
        byStatus: { published: 55, scheduled: 1, draft: 1, unpublished: 1 },
        declared: { sections: 68, authors: 2 },
        comments: 28,
        commentsByState: { approved: 27, pending: 1, spam: 0, rejected: 0 },
        commentsLeftOut: 5,
        skipped: [],
      });
      expect(report.leftOut).toEqual([
        { kind: 'item', name: 'nav_menu_item', count: 70 },
        { kind: 'item', name: 'attachment', count: 37 },
        { kind: 'item', name: 'page', count: 21 },
      ]);
      expect(await one(sql`select count(*)::int from section where parent_id is not null`)).toBe(10);
      expect((await body('/v1/articles?limit=1&count=true')).totalCount).toBe(55);
      const before = await lastChange();
      expect(await importing(await text())).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: 58,
        comments: 0,
      });
      expect(await lastChange()).toBe(before);

      const newer = (await text()).replace('This post has many tags.', 'This post has more tags than most.');
      expect(await importing(newer)).toMatchObject({ created: 0, updated: 1, unchanged: 57 });

      for (const [slug, address] of [
        ['scheduled', '/?p=1153'],
        ['draft', '/?p=1164'],
        ['template-password-protected', '/2012/01/04/template-password-protected/'],
      ] as const) {
        expect((await site.get(`/v1/articles/${slug}/page`)).status, slug).toBe(404);
        expect((await resolved(`https://wpthemetestdata.wordpress.com${address}`)).status, slug).toBe(404);
      }
      expect(
        (await resolved('https://wpthemetestdata.wordpress.com/2012/01/03/template-comments/')).body,
      ).toMatchObject({ slug: 'template-comments' });
      expect((await body('/v1/front')).lead).toMatchObject({ slug: 'template-sticky' });
      const { items } = await body('/v1/articles/template-comments/comments?sort=oldest&limit=100');
      expect(items.length).toBeGreaterThan(5);
    });
  },
);
