import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImportReport } from '../../src/imports/import-report.js';
import { BATCH_STORIES } from '../../src/imports/import-run.js';
import { ImportSource } from '../../src/imports/import-source.js';
import { NdjsonImportService } from '../../src/imports/ndjson-import.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { TestApp } from '../support/test-app.js';

type Line = Record<string, unknown>;

let site: TestApp;
let counter = 0;

/** A story that no other test has. */
const story = (more: Line = {}): Line & { externalId: string; slug: string } => {
  counter += 1;
  return {
    externalId: `story-${counter}`,
    slug: `story-${counter}`,
    headline: `Story ${counter}`,
    section: 'world',
    body: { text: `Body of ${counter}.` },
    status: 'published',
    publishedAt: '2020-11-08T06:00:00Z',
    ...more,
  };
};

function importing(...lines: (Line | string)[]): Promise<ImportReport> {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const source = ImportSource.ofStream('news.ndjson', Readable.from([Buffer.from(text)]));
  return site.app.get(NdjsonImportService, { strict: false }).import(source, { actor: 'test' });
}

const pageOf = (slug: string) => site.get<any>(`/v1/articles/${slug}/page`);
const rowOf = async (externalId: string) =>
  (
    await site.database.query<{ id: string; version: number; updated_at: Date; revisions: number }>(
      sql`select id, version, updated_at, (select count(*)::int from article_revision where article_id = article.id)
        as revisions from article where external_id = ${externalId}`,
    )
  )[0];

beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());

describe('when the stories are there', () => {
  it('a failure to choose related ones is a warning, and they wait for the next import', async () => {
    await site.database.query(sql`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'not now'; end $$`);
    await site.database.query(
      sql`create trigger refusal before delete on related_due for each row execute function refuse()`,
    );
    try {
      const report = await importing(...Array.from({ length: 12 }, () => story()));
      expect(report).toMatchObject({ created: 12, fault: null, interrupted: false, warningCount: 1 });
      expect(report.warnings).toMatchObject([
        { code: 'RELATED_STORIES_DUE', detail: expect.stringContaining('not now') },
      ]);
    } finally {
      await site.database.query(sql`drop function refuse cascade`);
    }
  });
});

describe('importing the same again', () => {
  it('changes nothing of a story that is the same, whatever the order of its fields', async () => {
    const line = story({ tags: ['one', 'two'], comments: [comment('c1')] });
    expect(await importing(line)).toMatchObject({ created: 1, comments: 1, fault: null });
    const before = await rowOf(line.externalId);
    const again = Object.fromEntries(Object.entries(line).reverse());
    expect(await importing(again)).toMatchObject({ created: 0, updated: 0, unchanged: 1, comments: 0 });
    expect(await rowOf(line.externalId)).toEqual(before);
  });

  it('makes a new revision of what changed, and leads from the old slug to the new one', async () => {
    const line = story();
    await importing(line);
    const changed = { ...line, headline: 'Better', slug: `${line.slug}-better` };
    expect(await importing(changed)).toMatchObject({ created: 0, updated: 1 });
    expect(await rowOf(line.externalId)).toMatchObject({ version: 2, revisions: 2 });
    expect((await pageOf(changed.slug)).body.article.headline).toBe('Better');
    const moved = await pageOf(line.slug);
    expect(moved.status).toBe(301);
    expect(moved.headers.get('location')).toContain(`/v1/articles/${changed.slug}/page`);
  });

  it('keeps the time of a story that names none', async () => {
    const line = story({ publishedAt: null });
    await importing(line);
    const { publishedAt } = (await pageOf(line.slug)).body.article;
    await importing({ ...line, headline: 'Changed' });
    expect((await pageOf(line.slug)).body.article).toMatchObject({ headline: 'Changed', publishedAt });
  });

  it('adds the comments that are new to a story that is not', async () => {
    const line = story({ comments: [comment('a')] });
    await importing(line);
    const more = { ...line, comments: [comment('a'), comment('b', { parentExternalId: 'a' })] };
    expect(await importing(more)).toMatchObject({ updated: 1, comments: 1 });
    expect((await rowOf(line.externalId))?.revisions).toBe(1);
    const { body } = await site.get<any>(`/v1/articles/${line.slug}/comments`);
    expect(body.items[0].replies.map(({ text }: { text: string }) => text)).toEqual(['Comment b']);
  });

  it('lets the later of two lines with one external id win, and counts it', async () => {
    const line = story();
    const report = await importing(line, story(), { ...line, headline: 'The later one' });
    expect(report).toMatchObject({ created: 2, updated: 1, duplicates: 1, warningCount: 1 });
    expect(report.warnings).toMatchObject([{ line: 3, code: 'DUPLICATE_EXTERNAL_ID' }]);
    expect((await pageOf(line.slug)).body.article.headline).toBe('The later one');
  });

  it('makes no story twice when two imports of one file run at once', async () => {
    const lines = Array.from({ length: 120 }, (_, index) =>
      story({ section: `s-${index % 7}`, authors: [`Author ${index % 5}`], tags: [`tag-${index % 11}`] }),
    );
    const reports = await Promise.all([
      importing(...lines),
      importing(...lines),
      importing(...lines.toReversed()),
    ]);
    expect(reports.map(({ fault }) => fault)).toEqual([null, null, null]);
    expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(120);
    expect(reports.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(240);
  });
});

describe('a line that cannot be imported', () => {
  it.each<[what: string, broken: (taken: string) => Line | string, pointer: string | null, code: string]>([
    ['that is not JSON', () => '{"externalId": "x"', null, 'INVALID_JSON'],
    ['with a faulty field', () => story({ headline: 7 }), '/headline', 'INVALID'],
    ["with another story's slug", (taken) => story({ slug: taken }), '/slug', 'SLUG_TAKEN'],
    ['with an empty body', () => story({ body: { text: ' ' } }), '/body', 'REQUIRED'],
    ['with two bodies', () => story({ body: { text: 'A', html: '<p>A</p>' } }), '/body', 'REQUIRED'],
  ])('%s leaves those before it whole and those after it out', async (_what, broken, pointer, code) => {
    const before = Array.from({ length: 60 }, () => story({ section: 'before' }));
    const after = story({ section: 'never-made' });
    const first = before[0]?.slug as string;
    const report = await importing(...before, broken(first), after);
    expect(report).toMatchObject({ created: 60, lastLine: 60, interrupted: false });
    expect(report.fault).toMatchObject({ file: 'news.ndjson', line: 61, reasons: [{ pointer, code }] });
    for (const { slug } of before) expect((await pageOf(slug)).status).toBe(200);
    expect((await pageOf(after.slug)).status).toBe(404);
    expect((await site.get('/v1/sections/never-made')).status).toBe(404);
  });

  it('leaves nothing of what it named itself', async () => {
    const report = await importing(
      story({ section: 'half-made', tags: ['half-made'], formerUrls: ['/half'], body: { text: '' } }),
    );
    expect(report).toMatchObject({ created: 0, lastLine: 0, fault: { line: 1 } });
    const [left] = await site.database.query<{ left: boolean }>(sql`select
      exists (select 1 from section where slug = 'half-made') or exists (select 1 from tag where slug = 'half-made')
      as left`);
    expect(left?.left).toBe(false);
  });
});

describe('what a line may say', () => {
  it.each<[status: string, fields: Line, answer: number]>([
    ['draft', { publishedAt: null }, 404],
    ['scheduled', { publishedAt: null, publishAt: '2999-01-01T00:00:00Z' }, 404],
    ['published', {}, 200],
    ['published', { publishedAt: '2999-01-01T00:00:00Z' }, 404],
    ['published', { publishedAt: null }, 200],
    ['expired', { expiresAt: '2020-12-01T00:00:00Z' }, 404],
    ['expired', {}, 404],
    ['unpublished', {}, 404],
    ['retracted', { notice: 'It was wrong.' }, 410],
  ])('the status %s with %j', async (status, fields, answer) => {
    const line = story({ status, ...fields });
    expect((await importing(line)).fault).toBeNull();
    const { status: answered, body } = await pageOf(line.slug);
    expect(answered).toBe(answer);
    if (answer === 410) expect(body).toMatchObject({ code: 'ARTICLE_RETRACTED', notice: 'It was wrong.' });
  });

  it('no status: a draft when it has no time, as if it were null', async () => {
    const lines = [undefined, null].map((status) => story({ status, publishedAt: null }));
    expect((await importing(...lines)).fault).toBeNull();
    for (const { slug } of lines) expect((await pageOf(slug)).status).toBe(404);
  });

  it('takes a published story back', async () => {
    const line = story();
    await importing(line);
    await importing({ ...line, status: 'unpublished' });
    expect((await pageOf(line.slug)).status).toBe(404);
  });

  it('sections, authors and tags that are not there yet', async () => {
    const line = story({
      section: 'Far Away',
      authors: ['Ada Byron', 'ada-byron', '李明'],
      tags: ['Très bon'],
      newTags: ['X'],
    });
    expect((await importing(line)).fault).toBeNull();
    const { article } = (await pageOf(line.slug)).body;
    expect(article.section).toMatchObject({ slug: 'far-away', name: 'Far Away' });
    expect(article.authors.map(({ name }: { name: string }) => name)).toEqual(['Ada Byron', '李明']);
    expect(article.tags).toMatchObject([{ slug: 'tres-bon', name: 'Très bon' }, { slug: 'x' }]);
  });

  it('former addresses', async () => {
    const paths = ['/2020/11/Old%20story/', '/?p=77', '//doubled/slash', '/straße'];
    const line = story({ formerUrls: paths.map((path) => `https://old.example${path}`) });
    await importing(line);
    for (const path of paths) {
      const url = encodeURIComponent(`https://old.example${path}`);
      expect((await site.get(`/v1/resolve?url=${url}`)).body).toMatchObject({
        status: 'moved',
        slug: line.slug,
      });
    }
    expect((await site.get('/v1/resolve?url=/%3Fp=77')).body).toMatchObject({ kind: 'article' });
    await importing({ ...line, status: 'retracted' });
    const gone = await site.get(`/v1/resolve?url=${encodeURIComponent('https://old.example/?p=77')}`);
    expect(gone.body).toMatchObject({ status: 'gone' });
  });
});

describe('comments of an import', () => {
  const texts = (items: any[]): any[] => items.map(({ text, replies }) => [text, texts(replies)]);

  it('come as threads, whatever their order, and the same one once', async () => {
    const line = story({
      comments: [
        comment('c', { parentExternalId: 'b' }),
        comment('b', { parentExternalId: 'a' }),
        comment('a', { email: 'reader@example.com' }),
        comment('a', { body: 'Comment a again' }),
        { name: 'Nobody', body: 'Twice', createdAt: '2020-11-08T08:00:00Z' },
        { name: 'Nobody', body: 'Twice', createdAt: '2020-11-08T08:00:00Z' },
        comment('hidden', { status: 'pending' }),
      ],
    });
    expect(await importing(line)).toMatchObject({ comments: 5, warningCount: 0, fault: null });
    const { body } = await site.get<any>(`/v1/articles/${line.slug}/comments?sort=oldest`);
    expect(texts(body.items)).toEqual([
      ['Comment a', [['Comment b', [['Comment c', []]]]]],
      ['Twice', []],
    ]);
    expect(JSON.stringify(body)).not.toContain('reader@');
    expect((await site.get<any>(`/v1/articles/${line.slug}`)).body.commentCount).toBe(4);
  });

  it('that answer each other in a circle, themselves or nobody stand on their own, with a warning', async () => {
    const line = story({
      comments: [
        comment('x', { parentExternalId: 'y' }),
        comment('y', { parentExternalId: 'x' }),
        comment('self', { parentExternalId: 'self' }),
        comment('lost', { parentExternalId: 'nobody' }),
      ],
    });
    const report = await importing(story(), line);
    expect(report).toMatchObject({ comments: 4, fault: null, warningCount: 3 });
    expect(report.warnings.map(({ line: number, code }) => [number, code])).toEqual(
      Array.from({ length: 3 }, () => [2, 'COMMENT_PARENT_MISSING']),
    );
    const { body } = await site.get<any>(`/v1/articles/${line.slug}/comments`);
    expect(body.items.map(({ text }: { text: string }) => text).sort()).toHaveLength(3);
  });

  it('may be a thousand', async () => {
    const comments = Array.from({ length: 1_100 }, (_, index) => comment(`n${index}`));
    const line = story({ comments });
    expect(await importing(line)).toMatchObject({ comments: 1_100, fault: null });
    expect((await site.get<any>(`/v1/articles/${line.slug}`)).body.commentCount).toBe(1_100);
  });
});

describe('an import under way', () => {
  beforeEach(() => {
    expect(site.database.pool.waitingCount).toBe(0);
  });

  it('tells how far it is after each batch', async () => {
    const lines = Array.from({ length: BATCH_STORIES + 20 }, () => `${JSON.stringify(story())}\n`);
    const chunks = lines.map((line) => Buffer.from(line));
    const seen: number[] = [];
    const importer = site.app.get(NdjsonImportService, { strict: false });
    const report = await importer.import(ImportSource.ofStream('news.ndjson', Readable.from(chunks)), {
      actor: 'test',
      onProgress: ({ lastLine, bytesRead }) => seen.push(lastLine, Number(bytesRead > 0)),
    });
    expect(seen).toEqual([BATCH_STORIES, 1, BATCH_STORIES + 20, 1]);
    expect(report.seconds).toBeGreaterThan(0);
  });

  it('stops before the next batch when it is told to', async () => {
    const lines = Array.from({ length: BATCH_STORIES + 20 }, () => story());
    const stopping = new AbortController();
    const text = Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'));
    const importer = site.app.get(NdjsonImportService, { strict: false });
    const report = await importer.import(ImportSource.ofStream('news.ndjson', Readable.from([text])), {
      actor: 'test',
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    expect(report).toMatchObject({
      created: BATCH_STORIES,
      lastLine: BATCH_STORIES,
      interrupted: true,
      fault: null,
    });
  });
});

function comment(externalId: string, more: Line = {}): Line {
  return {
    externalId,
    name: 'Reader',
    body: `Comment ${externalId}`,
    createdAt: '2020-11-08T07:00:00Z',
    ...more,
  };
}
