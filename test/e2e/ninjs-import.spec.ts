import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BATCH_STORIES, type ImportOptions } from '../../src/imports/import-run.js';
import type { ConvertedReport } from '../../src/imports/converted-report.js';
import { ImportSource } from '../../src/imports/import-source.js';
import { NinjsImportService } from '../../src/ninjs-import/ninjs-import.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { TestApp } from '../support/test-app.js';

let site: TestApp;

beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());

function importing(
  text: string,
  section: string | null = 'Wire',
  options: Partial<ImportOptions> = {},
): Promise<ConvertedReport> {
  const source = ImportSource.ofStream('wire.json', Readable.from([Buffer.from(text)]));
  const importer = site.app.get(NinjsImportService, { strict: false });
  return importer.import(source, { actor: 'test', ...options }, { section });
}

const body = async (path: string) => (await site.get<any>(path)).body;
const status = async (path: string) => (await site.get<any>(path)).status;
const one = async (statement: ReturnType<typeof sql>) =>
  Object.values((await site.database.query<Record<string, unknown>>(statement))[0] ?? {})[0];
const lastChange = () => one(sql`select coalesce(max(seq), 0) as seq from change`);

/** An item of version 3. */
const item = (name: string, more: object = {}) => ({
  uri: `urn:newsml:wire.example:${name}`,
  standard: { name: 'ninjs', version: '3.1' },
  type: 'text',
  version: '2',
  firstCreated: '2020-05-04T10:00:00Z',
  versionCreated: '2020-05-04T11:00:00Z',
  language: 'en',
  slugline: name,
  headlines: [{ role: 'main', value: `Item ${name}` }],
  bodies: [{ contentType: 'text/plain', value: `Text of ${name}.` }],
  ...more,
});

const picture = (name: string, more: object = {}) => ({
  name,
  uri: `https://wire.example/pictures/${name}`,
  type: 'picture',
  by: 'Ida Holm',
  descriptions: [{ role: 'caption', value: `Caption of ${name}` }],
  renditions: [
    { name: 'small', href: `https://wire.example/${name}-s.jpg`, width: 100, height: 50 },
    { name: 'big', href: `https://wire.example/${name}-b.jpg`, width: 800, height: 400 },
  ],
  ...more,
});

describe('importing items of ninjs', () => {
  it('brings an item of version 3 with its pictures, rights and subjects, and says what was lost', async () => {
    const given = item('ferry', {
      pubStatus: 'usable',
      by: 'By June Abara and Tomas Reed',
      edNote: 'Adds the harbour master.',
      copyrightHolder: 'Wire',
      copyrightNotice: '© Wire',
      headlines: [
        { role: 'subheadline', value: 'It waited' },
        { role: 'main', value: 'The ferry &amp; the fog' },
      ],
      descriptions: [{ role: 'excerpt', value: 'In short.' }],
      bodies: [
        { contentType: 'application/nitf+xml', value: '<nitf/>' },
        { contentType: 'text/plain', value: 'Plain.' },
        {
          contentType: 'text/html',
          value:
            '<body><p onclick="x()">It <b>sailed</b>.</p><img src="https://wire.example/inside-s.jpg" alt=""><script>alert(1)</script></body>',
        },
      ],
      subjects: [
        { name: 'Harbour', rel: 'section' },
        { name: 'Ferries', rel: 'about', uri: 'https://wire.example/subjects/1' },
        { literal: '13010000' },
      ],
      places: [{ name: 'Skien' }],
      associations: [
        picture('inside'),
        picture('lead', { rel: 'lead' }),
        picture('after'),
        { name: 'x', type: 'text' },
      ],
      altIds: [{ role: 'url', value: 'https://wire.example/2020/ferry' }],
    });
    const report = await importing(JSON.stringify(given), null);
    expect(report).toMatchObject({ unit: 'item', created: 1, fault: null, byStatus: { published: 1 } });
    expect(report.lost).toEqual([
      { kind: 'body', name: 'application/nitf+xml', count: 1 },
      { kind: 'association', name: 'text without an address', count: 1 },
      { kind: 'element', name: 'script', count: 1 },
      { kind: 'subject', name: 'without a name', count: 1 },
      { kind: 'entity', name: 'places', count: 1 },
    ]);
    const article = await body('/v1/articles/ferry');
    expect(article).toMatchObject({
      headline: 'The ferry & the fog',
      dek: 'It waited',
      excerpt: 'In short.',
      publishedAt: '2020-05-04T10:00:00.000Z',
      section: { name: 'Harbour' },
      authors: [{ name: 'June Abara' }, { name: 'Tomas Reed' }],
      tags: [{ name: 'Ferries' }],
      rights: { syndicate: true, holder: 'Wire', credit: '© Wire' },
      leadImage: {
        url: 'https://wire.example/lead-b.jpg',
        caption: 'Caption of lead',
        credit: 'Ida Holm',
        width: 800,
      },
    });
    expect(article.body.blocks).toMatchObject([
      { _type: 'block' },
      { _type: 'image', url: 'https://wire.example/inside-s.jpg' },
      {
        _type: 'image',
        url: 'https://wire.example/after-b.jpg',
        caption: 'Caption of after',
        credit: 'Ida Holm',
      },
    ]);
    expect(article.body.text).toBe('It sailed.');
    const moved = await body('/v1/resolve?url=https://wire.example/2020/ferry');
    expect(moved).toMatchObject({ slug: 'ferry', status: 'moved' });
  });

  it('changes nothing the second time or by an older version, and updates by a newer one', async () => {
    const text = (version: string, at: string) =>
      JSON.stringify(
        item('tide', { version, versionCreated: at, bodies: [{ contentType: 'text/plain', value: at }] }),
      );
    expect(await importing(text('9', '2020-05-04T11:00:00Z'))).toMatchObject({ created: 1 });
    const before = await lastChange();
    for (const [version, at] of [
      ['9', '2020-05-04T11:00:00Z'],
      ['8', '2020-05-05T12:00:00Z'],
      ['nine', '2020-05-04T10:30:00Z'],
    ] as const) {
      expect(await importing(text(version, at)), version).toMatchObject({ updated: 0, unchanged: 1 });
    }
    expect(await lastChange()).toBe(before);
    expect((await body('/v1/articles/tide')).body.text).toBe('2020-05-04T11:00:00Z');
    // Late ones in the midst of others: each story has an outcome of its own.
    const batch = [
      item('fresh-1'),
      JSON.parse(text('3', '2020-05-04T12:00:00Z')) as object,
      item('fresh-2'),
      JSON.parse(text('10', '2020-05-04T12:00:00Z')) as object,
    ];
    const report = await importing(JSON.stringify(batch));
    expect(report).toMatchObject({ created: 2, updated: 1, unchanged: 1, duplicates: 1 });
    expect((await body('/v1/articles/tide')).body.text).toBe('2020-05-04T12:00:00Z');
  });

  it('reads versions 1 and 2, lists, one item a line and items that hold others', async () => {
    const first = {
      uri: 'http://wire.example/items/one',
      type: 'text',
      versioncreated: '2013-07-09T10:37:00Z',
      headline: 'Of version 1',
      byline: 'Ada Okoro',
      description_text: 'Described.',
      body_text: 'Plain of 1.',
      body_xhtml: '<p>Rich of 1.</p>',
      slugline: 'version-one',
      subject: [{ name: 'Trials', rel: 'about' }],
      person: [{ name: 'Someone', rel: 'about' }],
      associations: {
        mainpic: {
          type: 'picture',
          headline: 'A ship',
          renditions: { main: { href: 'http://wire.example/s.jpg' } },
        },
      },
    };
    const second = {
      uri: 'urn:wire:two',
      type: 'text',
      versioncreated: '2019-08-09T09:46:53Z',
      headlines: [{ value: 'Of version 2' }],
      bodies: [{ role: 'main', value: '<p>Rich of 2.</p>' }],
      by: 'Von Ada Okoro, Tomas Reed',
      language: 'de-AT',
      slugline: 'version-two',
    };
    expect(await importing(`${JSON.stringify(first)}\n${JSON.stringify(second)}\n`)).toMatchObject({
      created: 2,
    });
    expect(await body('/v1/articles/version-one')).toMatchObject({
      headline: 'Of version 1',
      authors: [{ name: 'Ada Okoro' }],
      tags: [{ name: 'Trials' }],
      leadImage: { url: 'http://wire.example/s.jpg', alt: 'A ship' },
      body: { text: 'Rich of 1.' },
    });
    expect(await body('/v1/articles/version-two')).toMatchObject({
      body: { text: 'Rich of 2.' },
      authors: [{ name: 'Ada Okoro' }, { name: 'Tomas Reed' }],
      language: 'de-AT',
    });
    const composite = {
      uri: 'urn:wire:list',
      type: 'composite',
      associations: [item('in-list'), picture('p')],
    };
    const report = await importing(JSON.stringify(composite));
    expect(report).toMatchObject({ created: 1, leftOut: [{ kind: 'item', name: 'picture', count: 1 }] });
    expect((await body('/v1/articles/in-list')).body.text).toBe('Text of in-list.');
  });

  it('publishes by status and embargo, and takes back what is canceled', async () => {
    const items = [
      item('withheld', { pubStatus: 'withheld' }),
      item('embargoed', { embargoedUntil: '2090-01-01T00:00:00Z', usageTerms: 'Not for blogs.' }),
      item('undated', { firstCreated: undefined, versionCreated: 'yesterday' }),
      item('killed'),
      { uri: 'urn:newsml:wire.example:never', type: 'text', pubStatus: 'canceled' },
    ];
    expect(await importing(JSON.stringify(items))).toMatchObject({
      created: 4,
      byStatus: { published: 2, draft: 2 },
      leftOut: [{ kind: 'item', name: 'canceled and not here', count: 1 }],
      mended: expect.arrayContaining([
        { kind: 'mended', name: 'with terms of use: not handed on', count: 1 },
      ]),
    });
    for (const slug of ['withheld', 'embargoed', 'undated'])
      expect(await status(`/v1/articles/${slug}`)).toBe(404);
    expect(await status('/v1/articles/killed')).toBe(200);
    const kill = {
      uri: 'urn:newsml:wire.example:killed',
      type: 'text',
      version: '3',
      versionCreated: '2020-05-04T12:00:00Z',
      pubStatus: 'canceled',
      edNote: 'Kill: the quote was invented.',
    };
    for (const outcome of ['updated', 'unchanged']) {
      expect(await importing(JSON.stringify(kill))).toMatchObject({
        [outcome]: 1,
        byStatus: { retracted: 1 },
      });
    }
    const gone = await site.get<any>('/v1/articles/killed');
    expect(gone).toMatchObject({ status: 410, body: { code: 'ARTICLE_RETRACTED' } });
    expect(JSON.stringify(gone.body)).toContain('Kill: the quote was invented.');
    // One that comes late changes nothing, and does not count as published.
    expect(await importing(JSON.stringify(item('killed')))).toMatchObject({
      unchanged: 1,
      byStatus: { retracted: 1 },
    });
  });

  it('publishes nothing of which it cannot tell when', async () => {
    const odd = [
      'garbage',
      1_893_456_000_000,
      true,
      ['2020-01-01T00:00:00Z'],
      '2020-01-01',
      '2020-01-01T00:00',
    ];
    const items = [
      ...odd.map((embargoedUntil, index) => item(`odd-${index}`, { embargoedUntil })),
      item('two-embargoes', { embargoed: '2020-01-01T00:00:00Z', embargoedUntil: 'later' }),
      item('odd-status', { pubStatus: ['canceled'] }),
      item('odd-terms', { usageTerms: { text: 'Not for blogs.' }, embargoedUntil: ' ' }),
    ];
    const report = await importing(JSON.stringify(items));
    expect(report.byStatus).toEqual({ draft: 8, published: 1 });
    expect(report.lost).toEqual([{ kind: 'embargo', name: 'not readable: not published', count: 7 }]);
    expect((await body('/v1/articles/odd-terms')).rights.syndicate).toBe(false);
  });

  it('holds what collections say to be so for all that is in them, where it is the stricter', async () => {
    const collection = (associations: object[], more: object) => ({
      uri: 'urn:wire:collection',
      type: 'composite',
      associations,
      ...more,
    });
    await importing(JSON.stringify(item('taken-back')));
    const lists = [
      collection(
        [
          collection([item('later', { embargoedUntil: '2089-01-01T00:00:00Z', usageTerms: 'Own.' })], {
            usageTerms: 'Not for blogs.',
          }),
          item('latest', { embargoedUntil: '2092-01-01T00:00:00Z' }),
        ],
        { embargoedUntil: '2091-01-01T00:00:00Z', pubStatus: 'usable' },
      ),
      collection([item('nobody-knows')], { embargoedUntil: 'garbage' }),
      collection([item('held', { pubStatus: 'usable' })], { pubStatus: 'withheld' }),
      collection([item('taken-back', { version: '3' }), item('unheard-of')], {
        pubStatus: 'canceled',
        edNote: 'All of it was invented.',
      }),
    ];
    expect(await importing(JSON.stringify(lists))).toMatchObject({
      byStatus: { published: 2, draft: 2, retracted: 1 },
      leftOut: [{ kind: 'item', name: 'canceled and not here', count: 1 }],
    });
    for (const slug of ['later', 'latest', 'nobody-knows', 'held'])
      expect(await status(`/v1/articles/${slug}`), slug).toBe(404);
    const gone = await site.get<any>('/v1/articles/taken-back');
    expect(gone).toMatchObject({ status: 410 });
    expect(JSON.stringify(gone.body)).toContain('All of it was invented.');
    const rows = await site.database.query(
      sql`select a.slug, extract(year from a.publish_at at time zone 'UTC')::int as year, r.note,
          a.rights_syndicate as syndicate
        from article a join article_revision r on r.article_id = a.id
        where a.slug in ('later', 'latest') order by year`,
    );
    expect(rows).toEqual([
      { slug: 'later', year: 2091, note: 'Terms of use: Not for blogs. Own.', syndicate: false },
      { slug: 'latest', year: 2092, note: null, syndicate: true },
    ]);
  });

  it('names what it cannot import, and keeps what came before whole', async () => {
    const good = item('before');
    const missing = await importing(
      `[${JSON.stringify(item('placed', { subjects: [{ name: 'Sea', rel: 'section' }] }))},${JSON.stringify(good)}]`,
      null,
    );
    expect(missing).toMatchObject({
      created: 1,
      fault: { line: 2, reasons: [{ code: 'SECTION_REQUIRED' }] },
    });
    expect(missing.fault?.message).toMatch(
      /^wire\.json:2: The item urn:\S+ names no section; say with --section/,
    );
    const broken = await importing(`${JSON.stringify(good)}\n{"uri": "x", "type"`);
    expect(broken).toMatchObject({ created: 1, fault: { line: 2, reasons: [{ code: 'INVALID_JSON' }] } });
    const odd = [
      '{"__proto__":{"uri":"urn:polluted"},"constructor":{"prototype":{"uri":"x"}}}',
      JSON.stringify(item('empty', { headlines: 7, bodies: { value: null }, slugline: [] })),
      JSON.stringify(
        item('endless', { bodies: [{ contentType: 'text/plain', value: 'x'.repeat(1_100_000) }] }),
      ),
      JSON.stringify(item('a@b.example', { by: 'mail.me@wire.example', uri: 'urn:mail' })),
      '7',
    ];
    const report = await importing(`[${odd.join(',')}]`);
    expect(report).toMatchObject({ created: 1, fault: null });
    expect(report.skipped.map(({ reason, count }) => [reason, count])).toEqual([
      ['it has no uri', 1],
      ['there is nothing in it', 1],
      [expect.stringContaining('1,000,000'), 1],
    ]);
    expect((await body('/v1/authors')).items.map(({ name }: { name: string }) => name)).toContain('mail me');
    const deep = `[${'{"a":['.repeat(200)}`;
    expect((await importing(deep)).fault?.reasons).toMatchObject([{ code: 'INVALID_JSON' }]);
  });

  it('goes on where it was stopped', async () => {
    const items = Array.from({ length: BATCH_STORIES + 1 }, (_, index) => item(`many-${index}`));
    const stop = new AbortController();
    const text = items.map((one) => JSON.stringify(one)).join('\n');
    const stopped = await importing(text, 'Wire', { signal: stop.signal, onProgress: () => stop.abort() });
    expect(stopped).toMatchObject({ created: BATCH_STORIES, interrupted: true });
    expect(await importing(text)).toMatchObject({ created: 1, unchanged: BATCH_STORIES, interrupted: false });
  });
});
