import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ArticleCountersService } from '../../src/articles/article-counters.service.js';
import { TermsImportService } from '../../src/imports/terms-import.service.js';
import { CounterReader } from '../../src/platform/changes/counter-reader.js';
import type { ListeningConnection } from '../../src/platform/changes/listening-connection.js';
import { sql } from '../../src/platform/database/sql.js';
import { type Corner, cornerOf, TagLog, versionOf } from '../support/change-tags.js';
import { aComment, aStory, added } from '../support/comments.js';
import { listenerOf } from '../support/following.js';
import { TestApp } from '../support/test-app.js';
import { type Body, furnishNewsroom, send } from '../support/writing.js';

let site: TestApp;
let log: TagLog;
let corner: Corner;
let counters: ArticleCountersService;

beforeAll(async () => {
  site = await TestApp.start();
  await furnishNewsroom(site);
  // What readers do is counted when a test says so.
  counters = site.app.get(ArticleCountersService, { strict: false });
  await counters.onApplicationShutdown();
});
afterAll(() => site.close());
beforeEach(async () => {
  log = new TagLog(site);
  corner = await cornerOf(site, log);
});

const LISTS = [
  ...['articles', 'articles:author:ann', 'articles:section:down', 'articles:section:up', 'articles:tag:tea'],
];
const told = (name: string, ...more: string[]): string[] =>
  [`article:${name}`, 'section:down', 'section:up', ...more].sort();

const line = (slug: string, changes: Body = {}): Body => {
  const { section, author, tag } = corner;
  return aStory(`${slug}-${section}`, { section, authors: [author], tags: [tag], ...changes });
};
async function imported(slug: string, changes: Body = {}): Promise<Body> {
  const [story] = await site.import([line(slug, changes)]);
  log.name(story?.id as string, slug);
  return story;
}

/** Writes to the section, author or tag of this slug, in the version that it has. */
async function write(
  method: 'PATCH' | 'DELETE',
  [kind, slug]: readonly [kind: string, slug: string],
  { body, query = '' }: { body?: Body; query?: string } = {},
): Promise<void> {
  const version = await versionOf(site, kind, slug);
  const { status, body: answer } = await send(site, method, `/v1/${kind}s/${slug}${query}`, body, {
    version,
  });
  if (status >= 300) throw new Error(JSON.stringify(answer));
}
const during = (...act: Parameters<typeof write>) => log.during(() => write(...act));

describe('an author', () => {
  it('touches itself, and the list of all where it has another name or slug', async () => {
    await imported('one');
    const author = ['author', corner.author] as const;
    expect(await during('PATCH', author, { body: { bio: 'Writes.' } })).toEqual([
      { 'updated author': ['author:ann'] },
    ]);
    expect(await during('PATCH', author, { body: { name: 'Anne' } })).toEqual([
      { 'updated author': ['author:ann', 'authors'] },
    ]);
    expect(await during('PATCH', author, { body: { slug: `new-${corner.author}` } })).toEqual([
      { 'moved author': ['author:ann', 'authors'] },
    ]);
  });

  it('takes the lists of its stories along when another one signs them', async () => {
    const other = await cornerOf(site, log, ' two');
    await imported('one');
    await imported('two', { authors: [corner.author, other.author], section: 'sport', tags: [] });
    const merged = await during('DELETE', ['author', corner.author], { query: `?moveTo=${other.author}` });
    expect(merged).toHaveLength(3);
    expect(merged[0]).toEqual({
      'updated article': told('one', 'articles:author:ann', 'articles:author:ann two'),
    });
    expect(merged[1]?.['updated article']?.slice(0, 2)).toEqual(['article:two', 'articles:author:ann']);
    expect(merged[2]).toEqual({ 'merged author': ['author:ann', 'author:ann two', 'authors'] });
  });
});

describe('a tag', () => {
  it('touches itself, the list of all, and where a related story is explained by it', async () => {
    await imported('one');
    await imported('two');
    const tag = ['tag', corner.tag] as const;
    expect(await during('PATCH', tag, { body: { name: 'Green tea' } })).toEqual([
      { 'updated tag': ['related:one', 'related:two', 'tag:tea', 'tags'] },
    ]);
    expect(await during('PATCH', tag, { body: { slug: `new-${corner.tag}` } })).toEqual([
      { 'moved tag': ['tag:tea', 'tags'] },
    ]);
  });

  it('takes its lists along when it is merged, and when it is deleted', async () => {
    const other = await cornerOf(site, log, ' two');
    await imported('one');
    const merge = () => send(site, 'POST', `/v1/tags/${corner.tag}/merge`, { into: other.tag });
    expect(await log.during(merge)).toEqual([
      { 'updated article': told('one', 'articles:tag:tea', 'articles:tag:tea two') },
      { 'merged tag': ['tag:tea', 'tag:tea two', 'tags'] },
    ]);
    expect(await during('DELETE', ['tag', other.tag])).toEqual([
      { 'updated article': told('one', 'articles:tag:tea two') },
      { 'deleted tag': ['tag:tea two', 'tags'] },
    ]);
  });
});

describe('a section', () => {
  it('touches the tree, and the site where the navigation is another one', async () => {
    await imported('one');
    const section = ['section', corner.section] as const;
    const edits: [body: Body, told: Record<string, string[]>][] = [
      [{ name: 'Down' }, { 'updated section': ['sections'] }],
      [{ description: 'Below.' }, { 'updated section': ['sections'] }],
      [{ navigationPosition: 3 }, { 'updated section': ['sections', 'site'] }],
      [{ parent: null }, { 'moved section': ['sections'] }],
    ];
    for (const [body, entry] of edits) expect(await during('PATCH', section, { body })).toEqual([entry]);
    // Its slug is part of the addresses of its stories.
    expect(await during('PATCH', section, { body: { slug: `new-${corner.section}` } })).toEqual([
      { 'moved article': ['article:one', 'section:down'] },
      { 'moved section': ['sections', 'site'] },
    ]);
  });

  it('tells those who follow it of the stories that another one takes over', async () => {
    const other = await cornerOf(site, log, ' two');
    await imported('one');
    const merged = await during('DELETE', ['section', corner.section], { query: `?moveTo=${other.section}` });
    expect(merged).toEqual([
      { 'moved article': told('one', 'section:down two', 'section:up two') },
      { 'merged section': ['sections'] },
    ]);
  });
});

describe('the site', () => {
  it('touches itself, and the tree where its navigation is another one', async () => {
    const patch = async (body: Body): Promise<void> => {
      const [row] = await site.database.query<{ version: number }>(sql`select version from site`);
      const { status } = await send(site, 'PATCH', '/v1/site', body, { version: row?.version });
      if (status !== 200) throw new Error(String(status));
    };
    expect(await log.during(() => patch({ tagline: corner.tag }))).toEqual([{ 'updated site': ['site'] }]);
    expect(await log.during(() => patch({ anonymousAccess: 'excerpt' }))).toEqual([
      { 'updated site': ['site'] },
    ]);
    expect(await log.during(() => patch({ navigation: [corner.section] }))).toEqual([
      { 'updated site': ['sections', 'site'] },
    ]);
    await patch({ anonymousAccess: 'full' });
  });
});

describe('a picture', () => {
  it('touches itself', async () => {
    await imported('one', { leadImage: { url: `https://img.example/${corner.tag}.jpg`, alt: 'Tea' } });
    const [image] = await site.database.query<{ id: string }>(
      sql`select id from image where url = ${`https://img.example/${corner.tag}.jpg`}`,
    );
    const id = log.name(image?.id as string, 'picture');
    const edit = () => send(site, 'PATCH', `/v1/media/${id}`, { alt: 'A cup of tea' }, { version: 1 });
    expect(await log.during(edit)).toEqual([{ 'updated image': ['image:picture'] }]);
  });
});

describe('an import', () => {
  it('touches what a new, a changed and an unchanged story touch', async () => {
    const make = () => site.import([line('one')]);
    const [entry] = await log.during(make);
    const [story] = await site.database.query<{ id: string }>(
      sql`select id from article order by id desc limit 1`,
    );
    log.name(story?.id as string, 'one');
    expect(log.named(entry?.['published article'] ?? [])).toEqual(told('one', ...LISTS));
    expect(await log.during(make)).toEqual([]);
    expect(await log.during(() => site.import([line('one', { headline: 'New' })]))).toEqual([
      { 'updated article': told('one') },
    ]);
    const other = await cornerOf(site, log, ' two');
    expect(await log.during(() => site.import([line('one', { tags: [other.tag] })]))).toEqual([
      { 'updated article': told('one', 'articles:tag:tea', 'articles:tag:tea two') },
    ]);
    const taken = line('one', { status: 'unpublished', publishedAt: null });
    const lists = [...LISTS.slice(0, -1), 'articles:tag:tea', 'articles:tag:tea two'];
    expect(await log.during(() => site.import([taken]))).toEqual([
      { 'unpublished article': told('one', ...lists) },
    ]);
  });

  it('touches the sections, authors and tags that it makes', async () => {
    const own = corner.tag;
    const named = { section: `s-${own}`, authors: [`a-${own}`], tags: [`t-${own}`] };
    const entries = await log.during(() => site.import([line('one', named)]));
    const kinds = entries.map((entry) => Object.keys(entry)[0]);
    expect(kinds).toEqual(['created section', 'created author', 'created tag', 'published article']);
    expect(entries[0]).toEqual({ 'created section': ['sections'] });
    expect(entries[1]?.['created author']).toEqual([expect.stringMatching(/^author:/), 'authors']);
    expect(entries[2]?.['created tag']).toEqual([expect.stringMatching(/^tag:/), 'tags']);
    const terms = site.app.get(TermsImportService, { strict: false });
    const more = await log.during(() => terms.importTags([{ slug: `more-${own}`, name: 'More' }]));
    expect(more.map((entry) => Object.keys(entry))).toEqual([['created tag']]);
  });

  it('touches what readers said, once comments come in, change or go', async () => {
    const comment = { externalId: 'c1', ...aComment(), createdAt: '2026-02-01T10:00:00Z' };
    await imported('one');
    const take = (comments: Body[], changes: Body = {}) =>
      log.during(() => site.import([line('one', { comments, ...changes })]));
    const readers = ['readers:one', 'section:down', 'section:up'];
    expect(await take([comment])).toEqual([{ 'commented article': readers }]);
    expect(await take([comment])).toEqual([]);
    expect(await take([{ ...comment, body: 'Mended.' }])).toEqual([{ 'commented article': readers }]);
    expect(await take([{ ...comment, status: 'rejected' }])).toEqual([{ 'commented article': readers }]);
    const both = await take([{ ...comment, status: 'approved' }], { headline: 'New' });
    expect(both).toEqual([{ 'updated article': told('one', 'readers:one') }]);
  });

  it('touches the lists of related stories that come out differently, and says so on their own', async () => {
    const lines = Array.from({ length: 12 }, (_, index) => line(`many${index}`));
    const entries = await log.during(() => site.import(lines));
    const related = entries.flatMap((entry) => entry['related related'] ?? []);
    // On a site of few stories those that were there are chosen for anew, too.
    expect(related.length).toBeGreaterThanOrEqual(12);
    expect(new Set(related).size).toBe(related.length);
    expect(entries.slice(0, 12).every((entry) => 'published article' in entry)).toBe(true);
    const again = await log.during(() => site.import(lines.map((one) => ({ ...one, dek: 'New.' }))));
    expect(again.map((entry) => Object.keys(entry)[0])).toEqual(Array(12).fill('updated article'));
  });
});

describe('what readers do', () => {
  const folds = () =>
    site.database.query<{ seq: string; ids: string[] }>(
      sql`select seq, article_ids as ids from counter_fold order by seq`,
    );

  it('is not in the log, but told of each story once it is counted', async () => {
    const { id, slug } = await imported('one');
    const heard: (readonly string[])[] = [];
    const end = listenerOf(site).subscribeCounters((ids) => heard.push(ids));
    const before = (await folds()).length;
    const written = await log.during(async () => {
      await added(site, `/v1/articles/${slug}/comments`);
      await added(site, `/v1/articles/${slug}/comments`, { name: 'Grace' });
      await counters.fold();
    });
    expect(written).toEqual([]);
    expect((await folds()).slice(before).map(({ ids }) => ids)).toEqual([[id]]);
    await expect.poll(() => heard).toEqual([[id]]);
    await counters.fold();
    expect(await folds()).toHaveLength(before + 1);
    end();
  });

  it('is forgotten an hour after it was counted', async () => {
    const { slug } = await imported('one');
    await added(site, `/v1/articles/${slug}/comments`);
    await counters.fold();
    const [last] = (await folds()).slice(-1);
    await site.database.query(
      sql`update counter_fold set at = now() - interval '61 minutes' where seq < ${last?.seq}`,
    );
    await counters.prune();
    expect(await folds()).toEqual([last]);
  });

  it('is read from the end on after the connection was lost', async () => {
    const client = new Client({ connectionString: site.databaseUrl });
    await client.connect();
    const connection = {
      query: async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows,
    } as unknown as ListeningConnection;
    const reader = new CounterReader();
    const id = randomUUID();
    const fold = () => client.query('insert into counter_fold (article_ids) values ($1)', [[id]]);
    await reader.begin(connection);
    await fold();
    expect([await reader.read(connection), await reader.read(connection)]).toEqual([[[id]], []]);
    await fold();
    await reader.begin(connection);
    expect(await reader.read(connection)).toEqual([]);
    await client.end();
  });

  it('is nothing to tell while a comment waits for a moderator', async () => {
    const { slug } = await imported('one', { commentPolicy: 'premoderated' });
    const before = (await folds()).length;
    await added(site, `/v1/articles/${slug}/comments`);
    await counters.fold();
    expect(await folds()).toHaveLength(before);
  });
});
