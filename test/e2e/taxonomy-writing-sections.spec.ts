import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import {
  ADMIN,
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

/** Sections below each other, and a story in each, which is called like its section. */
async function chain(writer: Writer, ...names: string[]): Promise<Record<string, string>> {
  let parent: string | null = null;
  for (const name of names) {
    const { faults } = await writer.create('section', { name, slug: s(name), parent });
    expect(faults).toEqual([]);
    parent = s(name);
  }
  const stories = await site.import(
    names.map((name) => ({
      ...{ externalId: s(name), slug: `story-${s(name)}`, headline: `In ${name}`, section: s(name) },
      ...{ publishedAt: PAST, body: { text: 'Words.' } },
    })),
  );
  return Object.fromEntries(names.map((name, index) => [name, stories[index]?.id as string]));
}

const listed = async (section: string): Promise<string[]> => {
  const { body } = await site.get<any>(`/v1/articles?section=${s(section)}&limit=100`);
  return body.items.map(({ slug }: { slug: string }) => slug.replace(/^story-(.*)-\d+$/, '$1')).sort();
};
const crumbs = async (name: string): Promise<string[]> => {
  const { body } = await site.get<any>(`/v1/articles/story-${s(name)}`);
  return body.breadcrumbs.map(({ label }: { label: string }) => label);
};
const version = async (section: string): Promise<number> =>
  (await send(site, 'GET', `/v1/sections/${s(section)}`)).body.version;
const lastChanges = async (subject: string) =>
  site.database.query<{ kind: string; slug: string; tags: string[]; id: string }>(
    sql`select kind, slug, tags, subject_id as id from change where subject = ${subject} order by seq desc limit 10`,
  );
const articleVersion = async (id: string): Promise<number> => {
  const [row] = await site.database.query<{ version: number }>(
    sql`select version from article where id = ${id}`,
  );
  return row?.version ?? 0;
};

describe.each(WRITERS)('over %s', (_, writerOf) => {
  const writer = () => writerOf(site);

  it('a section that moves takes its stories and all below it along', async () => {
    await chain(writer(), 'world', 'europe', 'balkans');
    await chain(writer(), 'sport');
    const etag = (await site.get(`/v1/sections/${s('balkans')}`)).headers.get('etag');
    const moved = await writer().update('section', s('europe'), await version('europe'), {
      parent: s('sport'),
    });
    expect(moved.term).toMatchObject({ parent: { slug: s('sport') } });
    expect([await listed('world'), await listed('sport'), await listed('europe')]).toEqual([
      ['world'],
      ['balkans', 'europe', 'sport'],
      ['balkans', 'europe'],
    ]);
    expect(await crumbs('balkans')).toEqual(['Home', 'sport', 'europe', 'balkans', 'In balkans']);
    expect((await site.get(`/v1/sections/${s('balkans')}`)).headers.get('etag')).not.toBe(etag);
    expect(await version('balkans')).toBe(1);
    await writer().update('section', s('europe'), await version('europe'), { parent: null });
    expect([await listed('sport'), await crumbs('europe')]).toEqual([
      ['sport'],
      ['Home', 'europe', 'In europe'],
    ]);
    expect(await contradictions(site)).toEqual({});
    const [change] = await lastChanges('section');
    expect(change?.kind).toBe('moved');
    expect(change?.tags).toContain('sections');
  });

  it('a section cannot come below itself, nor below one that is not there', async () => {
    await chain(writer(), 'a', 'b', 'c');
    for (const parent of ['a', 'c']) {
      const { faults } = await writer().update('section', s('a'), await version('a'), { parent: s(parent) });
      expect(faults).toEqual(['/parent SECTION_CYCLE']);
    }
    const lost = await writer().update('section', s('a'), await version('a'), { parent: 'nowhere' });
    expect(lost.faults).toEqual(['/parent SECTION_NOT_FOUND']);
    const made = await writer().create('section', { name: 'x', slug: s('x'), parent: 'nowhere' });
    expect(made.faults).toEqual(['/parent SECTION_NOT_FOUND']);
    expect(await contradictions(site)).toEqual({});
  });

  it('two moves that would make a cycle together are not both done', async () => {
    for (let round = 0; round < 5; round += 1, n += 1) {
      await chain(writer(), 'one', 'below-one');
      await chain(writer(), 'two', 'below-two');
      const [one, two] = [await version('one'), await version('two')];
      const answers = await Promise.all([
        writer().update('section', s('one'), one, { parent: s('below-two') }),
        writer().update('section', s('two'), two, { parent: s('below-one') }),
      ]);
      expect(answers.flatMap(({ faults }) => faults)).toEqual(['/parent SECTION_CYCLE']);
      expect(await contradictions(site)).toEqual({});
    }
  });

  it('a section with another slug leads from its old addresses, and its stories from theirs', async () => {
    const { world } = await chain(writer(), 'world', 'europe');
    const at = await articleVersion(world as string);
    await writer().update('section', s('world'), await version('world'), { slug: s('globe') });
    const { body: story } = await site.get<any>(`/v1/articles/story-${s('world')}`);
    const canonical = `https://site.example/${s('globe')}/story-${s('world')}`;
    expect([story.url, await articleVersion(world as string)]).toEqual([canonical, at + 1]);
    const resolve = async (path: string) => (await site.get(`/v1/resolve?url=${path}`)).body;
    expect(await resolve(`/${s('world')}/story-${s('world')}`)).toEqual({
      ...{ kind: 'article', status: 'moved', canonical, slug: `story-${s('world')}` },
    });
    expect(await resolve(`/${s('globe')}/story-${s('world')}`)).toMatchObject({
      status: 'current',
      canonical,
    });
    expect(await resolve(`/${s('world')}`)).toEqual({
      ...{
        kind: 'section',
        status: 'moved',
        slug: s('globe'),
        canonical: `https://site.example/${s('globe')}`,
      },
    });
    const [change] = await lastChanges('article');
    expect([change?.kind, change?.id]).toEqual(['moved', world]);
    // The stories of the section below keep their addresses.
    expect((await site.get<any>(`/v1/articles/story-${s('europe')}`)).body.url).toContain(s('europe'));
  });

  it('a former slug is followed wherever a section is named', async () => {
    await chain(writer(), 'old', 'inner');
    await writer().update('section', s('old'), await version('old'), { slug: s('new') });
    for (const [path, location] of [
      [`/v1/sections/${s('old')}/page?limit=1`, `/v1/sections/${s('new')}/page?limit=1`],
      [`/feeds/sections/${s('old')}.rss?limit=1`, `/feeds/sections/${s('new')}.rss?limit=1`],
      [`/feeds/sections/${s('old')}`, `/feeds/sections/${s('new')}`],
    ] as const) {
      const { status, headers } = await send(site, 'GET', path, {
        headers: { accept: 'application/rss+xml' },
      });
      expect([path, status, headers.get('location')]).toEqual([path, 301, location]);
    }
    expect(await listed('old')).toEqual(['inner', 'old']);
    const query = `{ articles(filter: { section: "${s('old')}" }) { totalCount } section(slug: "${s('old')}") { slug } }`;
    expect((await site.graphql<any>(query)).body.data).toEqual({
      ...{ articles: { totalCount: 2 }, section: { slug: s('new') } },
    });
    // An import that still says the old name does not make the section anew.
    const line = { externalId: s('late'), slug: `story-${s('late')}`, headline: 'Late', section: s('old') };
    await site.import([{ ...line, publishedAt: PAST, body: { text: 'Words.' } }]);
    expect((await site.get<any>(`/v1/articles/story-${s('late')}`)).body.section.slug).toBe(s('new'));
  });

  it('a section that is in use is not deleted without saying where all of it goes', async () => {
    const { used } = await chain(writer(), 'top', 'used');
    const refusal = ['SECTION_IN_USE'];
    await writer().create('section', { name: 'Next', slug: s('next') });
    await draftNextVersion(site, used as string, { section: s('next') });
    expect((await writer().delete('section', s('next'), 1)).faults).toEqual(refusal);
    for (const name of ['top', 'used']) {
      expect((await writer().delete('section', s(name), await version(name))).faults).toEqual(refusal);
    }
    await writer().create('section', { name: 'Drafts', slug: s('drafts') });
    const line = { externalId: s('draft'), headline: 'Draft', section: s('drafts'), status: 'draft' };
    await site.import([{ ...line, body: { text: 'Words.' } }]);
    expect((await writer().delete('section', s('drafts'), await version('drafts'))).faults).toEqual(refusal);
    const nowhere = await writer().delete('section', s('top'), await version('top'), 'nowhere');
    expect(nowhere.faults).toEqual(['/moveTo SECTION_NOT_FOUND']);
    const below = await writer().delete('section', s('top'), await version('top'), s('used'));
    expect(below.faults).toEqual(['/moveTo SECTION_CYCLE']);
    expect((await site.get(`/v1/sections/${s('top')}`)).status).toBe(200);
  });

  it('a section that is deleted gives everything to the one that is named', async () => {
    const stories = await chain(writer(), 'root', 'going', 'child');
    const { goal } = await chain(writer(), 'goal');
    await draftNextVersion(site, goal as string, { section: s('going') });
    await site.database.query(sql`with sponsor as (insert into sponsor (id, slug, name)
        values (gen_random_uuid(), ${s('sponsor')}, 'Sponsor') returning id)
      insert into placement (id, sponsor_id, section_ids, slot, rule, label, href) select gen_random_uuid(), sponsor.id,
        array[section.id], 'inline', 'top', 'Sponsored', 'https://x.example/' from sponsor, section
      where section.slug = ${s('going')}`);
    const at = await articleVersion(stories['going'] as string);
    const drafted = await articleVersion(goal as string);
    expect((await writer().delete('section', s('going'), await version('going'), s('goal'))).faults).toEqual(
      [],
    );
    expect([await listed('root'), await listed('goal'), await listed('child')]).toEqual([
      ['root'],
      ['child', 'goal', 'going'],
      ['child'],
    ]);
    expect(await crumbs('child')).toEqual(['Home', 'goal', 'child', 'In child']);
    expect(await crumbs('going')).toEqual(['Home', 'goal', 'In going']);
    expect((await draftOf(site, goal as string))?.section).toBe(s('goal'));
    expect(await articleVersion(stories['going'] as string)).toBe(at + 1);
    expect(await articleVersion(goal as string)).toBe(drafted + 1);
    expect((await site.get(`/v1/sections/${s('going')}`)).headers.get('location')).toBe(
      `/v1/sections/${s('goal')}`,
    );
    const old = `/${s('going')}/story-${s('going')}`;
    expect((await site.get(`/v1/resolve?url=${old}`)).body).toMatchObject({
      ...{ status: 'moved', canonical: `https://site.example/${s('goal')}/story-${s('going')}` },
    });
    const [slot] = await site.database.query<{ slug: string }>(sql`select section.slug from placement
      join sponsor on sponsor.id = sponsor_id join section on section_ids = array[section.id]
      where sponsor.slug = ${s('sponsor')}`);
    expect(slot?.slug).toBe(s('goal'));
    expect(await contradictions(site)).toEqual({});
    const changes = await lastChanges('article');
    expect(changes.find(({ id }) => id === stories['going'])?.kind).toBe('moved');
  });

  it('an edit of a section that is gone is not done to the one that took its place', async () => {
    for (const edits of [0, 1]) {
      await writer().create('section', { name: 'Goal', slug: s('goal') });
      await writer().create('section', { name: 'Going', slug: s('going') });
      await writer().update('section', s('going'), 1, { name: 'Still going' });
      if (edits === 1) await writer().update('section', s('goal'), 1, { name: 'Goal of both' });
      expect((await writer().delete('section', s('going'), 2, s('goal'))).faults).toEqual([]);
      expect((await writer().delete('section', s('going'), 2)).faults).toEqual(['VERSION_MISMATCH']);
      const late = await writer().update('section', s('going'), 2, { name: 'x' });
      expect(late.faults).toEqual(['VERSION_MISMATCH']);
      n += 1;
    }
  });

  it('a section has its place beside others and in the navigation, and the site a new version with it', async () => {
    await chain(writer(), 'parent');
    const siteVersion = async () => (await send(site, 'GET', '/v1/site')).body.version;
    for (const name of ['x', 'y']) {
      await writer().create('section', { name, slug: s(name), parent: s('parent') });
    }
    const before = await siteVersion();
    const { term } = await writer().create('section', {
      ...{ name: 'z', slug: s('z'), parent: s('parent'), position: 0, navigationPosition: 3 },
    });
    expect(term).toMatchObject({ position: 0, navigationPosition: 3 });
    expect(await siteVersion()).toBe(before + 1);
    const { body } = await site.get<any>(`/v1/sections/${s('parent')}`);
    expect(body.children.map(({ name }: { name: string }) => name)).toEqual(['x', 'z', 'y']);
    const out = await writer().update('section', s('z'), 1, { navigationPosition: null, position: 9 });
    expect([out.term?.['navigationPosition'], await siteVersion()]).toEqual([null, before + 2]);
    expect((await writer().update('section', s('z'), 2, { position: null })).faults).toEqual([
      '/position INVALID',
    ]);
  });

  it('related stories give the name that the section has now as a reason', async () => {
    await writer().create('section', { name: 'Before', slug: s('sec') });
    const line = (name: string) => ({
      externalId: s(name),
      slug: s(name),
      headline: name,
      section: s('sec'),
      tags: [s('shared')],
    });
    await site.import(
      ['r1', 'r2'].map((name) => ({ ...line(name), publishedAt: PAST, body: { text: 'Words.' } })),
    );
    await writer().update('section', s('sec'), 1, { name: 'After' });
    const { body } = await site.get<any>(`/v1/articles/${s('r1')}/related`);
    expect(body.items[0].reasons).toContainEqual({ kind: 'section', detail: 'After' });
  });
});

describe('a section', () => {
  it('is sent whole to who may change it, since it shows sections that change without it', async () => {
    await chain(restWriter(site), 'above', 'under');
    const path = `/v1/sections/${s('above')}`;
    const read = (headers: Record<string, string>) => send(site, 'GET', path, { headers });
    await restWriter(site).update('section', s('under'), 1, { name: 'Renamed' });
    const { status, headers, body } = await read({ 'if-none-match': '"v1"' });
    expect([status, headers.get('etag'), body.children[0].name]).toEqual([200, '"v1"', 'Renamed']);
    const open = await site.get(path);
    const again = await site.get(path, { 'if-none-match': open.headers.get('etag') as string });
    expect(again.status).toBe(304);
  });

  it('that only the past of a story names is deleted, and the past keeps a section', async () => {
    const writer = restWriter(site);
    await writer.create('section', { name: 'Then', slug: s('then') });
    const line = { externalId: s('moved'), headline: 'Moved', publishedAt: PAST, body: { text: 'Words.' } };
    await site.import([{ ...line, section: s('then') }]);
    await site.import([{ ...line, section: s('now'), headline: 'Moved on' }]);
    expect((await writer.delete('section', s('then'), await version('then'))).faults).toEqual([]);
    expect(await contradictions(site)).toEqual({});
  });

  it('moves while stories are saved, and both are right afterwards', async () => {
    const writer = restWriter(site);
    await chain(writer, 'left', 'mid');
    await chain(writer, 'right');
    const save = (round: number) =>
      site.import([
        {
          ...{
            externalId: s(`r${round}`),
            slug: s(`r${round}`),
            headline: `Round ${round}`,
            section: s('mid'),
          },
          ...{ publishedAt: PAST, body: { text: 'Words.' } },
        },
      ]);
    for (let round = 0; round < 6; round += 1) {
      const parent = s(round % 2 === 0 ? 'right' : 'left');
      const [moved] = await Promise.all([
        version('mid').then((at) => writer.update('section', s('mid'), at, { parent })),
        save(round),
      ]);
      expect(moved.faults).toEqual([]);
    }
    expect(await contradictions(site)).toEqual({});
    expect((await listed('left')).length).toBe(8);
  });

  it('is deleted with an address of its own for moveTo only, and with no other parameter', async () => {
    const unknown = await send(site, 'DELETE', '/v1/sections/x?move=y', { headers: { 'if-match': '*' } });
    expect([unknown.status, unknown.body.code]).toEqual([400, 'UNKNOWN_PARAMETER']);
    const { body } = await site.graphql<any>(
      'mutation { deleteSection(input: { section: "x" }) { deleted } }',
      {},
      ADMIN,
    );
    expect(body.errors?.[0]?.message).toContain('version');
  });
});
