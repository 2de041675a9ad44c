import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import {
  contradictions,
  draftNextVersion,
  draftOf,
  restWriter,
  send,
  WRITERS,
  type Writer,
} from '../support/taxonomy.js';
import { TestApp } from '../support/test-app.js';

const PAST = '2026-02-01T10:00:00.000Z';
let site: TestApp;
/** Everything of one test has its number in its slugs. */
let n = 0;

beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());
beforeEach(() => {
  n += 1;
});

const s = (name: string): string => `${name}-${n}`;

/** A story that is published in a section of its own, so that tags alone relate it to others. */
async function story(name: string, { authors = [], tags = [] }: { authors?: string[]; tags?: string[] }) {
  const [saved] = await site.import([
    {
      ...{ externalId: s(name), slug: s(name), headline: name, section: s(`of-${name}`), publishedAt: PAST },
      ...{ authors: authors.map(s), tags: tags.map(s), body: { text: 'Words.' } },
    },
  ]);
  return saved?.id as string;
}

const read = async (name: string): Promise<any> => (await site.get(`/v1/articles/${s(name)}`)).body;
const slugsOf = async (name: string, field: 'tags' | 'authors'): Promise<string[]> =>
  (await read(name))[field].map(({ slug }: { slug: string }) => slug);
const listed = async (filter: string): Promise<string[]> => {
  const { body } = await site.get<any>(`/v1/articles?${filter}`);
  return body.items.map(({ headline }: { headline: string }) => headline).sort();
};
const related = async (name: string): Promise<[string, string][]> => {
  const { body } = await site.get<any>(`/v1/articles/${s(name)}/related`);
  return body.items.map(({ article, reasons }: any) => [article.headline, reasons[0].detail]);
};
const version = async (path: string): Promise<number> =>
  (await send(site, 'GET', `/v1/${path}`)).body.version;
const changesOf = (id: string) =>
  site.database.query<{ kind: string; version: number; tags: string[] }>(
    sql`select kind, version, tags from change where subject_id = ${id} order by seq`,
  );

/** Ids that revisions name and that are not there any more would be in here. */
const expectWhole = async (): Promise<void> => expect(await contradictions(site)).toEqual({});

describe.each(WRITERS)('over %s', (_, writerOf) => {
  const writer = (): Writer => writerOf(site);

  it('a tag that is deleted is taken off its stories, and off their drafts', async () => {
    const id = await story('one', { tags: ['x', 'gone', 'y'] });
    await story('two', { tags: ['gone'] });
    await draftNextVersion(site, id, { section: s('of-one'), tags: [s('gone'), s('y')] });
    expect(await related('one')).toEqual([['two', `Gone ${n}`]]);
    const { version: before } = await read('one');
    const tagId = (await send(site, 'GET', `/v1/tags/${s('gone')}`)).body.id;
    expect((await writer().delete('tag', s('gone'), 1)).faults).toEqual([]);
    expect(await slugsOf('one', 'tags')).toEqual([s('x'), s('y')]);
    expect((await draftOf(site, id))?.tags).toEqual([s('y')]);
    expect([await related('one'), await listed(`tag=${s('gone')}`)]).toEqual([[], []]);
    expect((await read('one')).version).toBe(before + 1);
    const [change] = (await changesOf(id)).slice(-1);
    expect([change?.kind, change?.version]).toEqual(['updated', before + 1]);
    expect(change?.tags).toEqual(expect.arrayContaining([`article:${id}`, `articles:tag:${tagId}`]));
    expect((await send(site, 'GET', `/v1/tags/${s('gone')}`)).status).toBe(404);
    await expectWhole();
  });

  it('a tag that is merged gives its stories the other one, each once and in its place', async () => {
    const id = await story('one', { tags: ['a', 'from', 'b'] });
    await story('both', { tags: ['from', 'mid', 'into'] });
    await story('late', { tags: ['into', 'from'] });
    await draftNextVersion(site, id, { section: s('of-one'), tags: [s('into'), s('a'), s('from')] });
    const merged = await writer().merge(s('from'), s('into'));
    expect(merged.term).toMatchObject({ slug: s('into') });
    expect(await slugsOf('one', 'tags')).toEqual([s('a'), s('into'), s('b')]);
    expect(await slugsOf('both', 'tags')).toEqual([s('into'), s('mid')]);
    expect(await slugsOf('late', 'tags')).toEqual([s('into')]);
    expect((await draftOf(site, id))?.tags).toEqual([s('into'), s('a')]);
    expect(await listed(`tag=${s('into')}`)).toEqual(['both', 'late', 'one']);
    expect(await related('one')).toEqual([
      ['late', `Into ${n}`],
      ['both', `Into ${n}`],
    ]);
    for (const path of [
      `/v1/tags/${s('from')}`,
      `/v1/tags/${s('from')}/page`,
      `/feeds/tags/${s('from')}.json`,
    ]) {
      const { status, headers } = await site.text(path);
      expect([status, headers.get('location')]).toEqual([301, path.replace(s('from'), s('into'))]);
    }
    expect((await site.get(`/v1/resolve?url=/tag/${s('from')}`)).body).toMatchObject({
      ...{ kind: 'tag', status: 'moved', canonical: `https://site.example/tag/${s('into')}` },
    });
    await expectWhole();
  });

  it('a tag is merged into another that is there, and a former slug is merged into nothing', async () => {
    await story('one', { tags: ['a', 'b', 'c'] });
    expect((await writer().merge(s('a'), s('nowhere'))).faults).toEqual(['/into TAG_NOT_FOUND']);
    expect((await writer().merge(s('a'), s('a'))).faults).toEqual(['/into INVALID']);
    expect((await writer().merge(s('nowhere'), s('a'))).faults).toEqual(['TAG_NOT_FOUND']);
    await writer().merge(s('a'), s('b'));
    expect((await writer().merge(s('a'), s('c'))).faults).toEqual(['TAG_NOT_FOUND']);
    expect(await slugsOf('one', 'tags')).toEqual([s('b'), s('c')]);
    // Nor is what comes late for the one that is gone done to the other.
    expect((await writer().delete('tag', s('a'), 1)).faults).toEqual(['VERSION_MISMATCH']);
    // What led to the one leads on to the last.
    await writer().merge(s('b'), s('c'));
    expect((await site.get(`/v1/tags/${s('a')}`)).headers.get('location')).toBe(`/v1/tags/${s('c')}`);
    await expectWhole();
  });

  it('a tag with another name is named so among the reasons of related stories', async () => {
    await story('one', { tags: ['shared'] });
    await story('two', { tags: ['shared'] });
    await writer().update('tag', s('shared'), 1, { name: 'New name' });
    expect([await related('one'), await related('two')]).toEqual([
      [['two', 'New name']],
      [['one', 'New name']],
    ]);
  });

  it('an author who signs stories is not deleted without saying who signs them', async () => {
    const id = await story('one', { authors: ['ada', 'ben'] });
    await story('two', { authors: ['ben', 'ada'] });
    const drafted = await story('three', { authors: ['cyd'] });
    await draftNextVersion(site, drafted, { section: s('of-three'), authors: [s('cyd')] });
    expect((await writer().delete('author', s('ada'), 1)).faults).toEqual(['AUTHOR_IN_USE']);
    for (const moveTo of ['nowhere', 'ada']) {
      expect((await writer().delete('author', s('ada'), 1, s(moveTo))).faults).toEqual([
        '/moveTo AUTHOR_NOT_FOUND',
      ]);
    }
    expect(await slugsOf('one', 'authors')).toEqual([s('ada'), s('ben')]);
    expect((await writer().delete('author', s('ada'), 1, s('cyd'))).faults).toEqual([]);
    expect(await slugsOf('one', 'authors')).toEqual([s('cyd'), s('ben')]);
    expect(await slugsOf('two', 'authors')).toEqual([s('ben'), s('cyd')]);
    expect(await listed(`author=${s('cyd')}`)).toEqual(['one', 'three', 'two']);
    expect((await site.get(`/v1/authors/${s('ada')}`)).headers.get('location')).toBe(
      `/v1/authors/${s('cyd')}`,
    );
    expect((await changesOf(id)).at(-1)?.kind).toBe('updated');
    await expectWhole();
  });

  it('an author whom only a draft names is in use, and one of the past is not', async () => {
    const id = await story('one', { authors: ['ada'] });
    await story('other', { authors: ['ben', 'cyd'] });
    await draftNextVersion(site, id, { section: s('of-one'), authors: [s('ben')] });
    await site.import([
      {
        ...{ externalId: s('other'), slug: s('other'), headline: 'again', section: s('of-other') },
        ...{ publishedAt: PAST, authors: [s('ada')], body: { text: 'Words.' } },
      },
    ]);
    expect((await writer().delete('author', s('cyd'), 1)).faults).toEqual([]);
    expect((await writer().delete('author', s('ben'), 1)).faults).toEqual(['AUTHOR_IN_USE']);
    expect((await writer().delete('author', s('ben'), 1, s('ada'))).faults).toEqual([]);
    expect((await draftOf(site, id))?.authors).toEqual([s('ada')]);
    await expectWhole();
  });
});

describe('stories that no reader sees', () => {
  it('change without a word of it to readers', async () => {
    const [draft] = await site.import([
      {
        ...{ externalId: s('draft'), headline: 'Draft', section: s('sec'), status: 'draft' },
        ...{ tags: [s('gone')], body: { text: 'Words.' } },
      },
    ]);
    await restWriter(site).delete('tag', s('gone'), 1);
    expect((await changesOf(draft?.id as string)).map(({ kind }) => kind)).toEqual(['drafted', 'drafted']);
    await expectWhole();
  });
});

describe('many stories', () => {
  it('get another tag with as few statements as one, and their related stories in the background', async () => {
    const line = (number: number) => ({
      ...{ externalId: s(`m${number}`), slug: s(`m${number}`), headline: `${number}`, section: s('sec') },
      ...{ publishedAt: PAST, tags: [s('from'), s('kept')], body: { text: 'Words.' } },
    });
    await site.import(Array.from({ length: 40 }, (_, number) => line(number)));
    await story('last', { tags: ['into'] });
    expect((await restWriter(site).merge(s('from'), s('into'))).faults).toEqual([]);
    const [due] = await site.database.query<{ count: number }>(sql`select count(*)::int from related_due`);
    expect(due?.count).toBe(41);
    const { body } = await site.get<any>(`/v1/articles?tag=${s('into')}&count=true`);
    expect(body.totalCount).toBe(41);
    await expectWhole();
  });
});

describe('writers at the same moment', () => {
  it('merge tags into each other, and one of the two is left', async () => {
    await story('one', { tags: ['a', 'b'] });
    const answers = await Promise.all([
      restWriter(site).merge(s('a'), s('b')),
      restWriter(site).merge(s('b'), s('a')),
    ]);
    expect(answers.filter(({ term }) => term)).toHaveLength(1);
    expect((await slugsOf('one', 'tags')).length).toBe(1);
    await expectWhole();
  });

  it('save stories with tags that are just being merged, and nothing is lost', async () => {
    await story('base', { tags: ['from', 'into'] });
    const saves = Array.from({ length: 5 }, (_, number) => story(`s${number}`, { tags: ['from'] }));
    const [merged] = await Promise.all([restWriter(site).merge(s('from'), s('into')), ...saves]);
    expect(merged.faults).toEqual([]);
    expect(await listed(`tag=${s('into')}`)).toEqual(['base', 's0', 's1', 's2', 's3', 's4']);
    await expectWhole();
  });

  it('give one slug to one thing alone', async () => {
    const made = await Promise.all(
      [1, 2, 3].map(() => restWriter(site).create('author', { name: 'Same', slug: s('same') })),
    );
    expect(made.flatMap(({ faults }) => faults)).toEqual(['/slug SLUG_TAKEN', '/slug SLUG_TAKEN']);
    expect(await version(`authors/${s('same')}`)).toBe(1);
  });
});
