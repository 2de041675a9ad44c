import { request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExportQuery, type ExportRequest } from '../../src/export/export.query.js';
import { ExportsService, MOST_EXPORTS } from '../../src/export/exports.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const PATH = '/v1/export/articles.ndjson';
const ADMIN = { authorization: `Bearer ${ADMIN_KEY}` };
const PARTNER = '01990000-0000-7000-8000-00000000000a';

type Line = Record<string, any>;

let site: TestApp;
let reader: { authorization: string };
let partnerless: { authorization: string };

const story = (externalId: string, more: Line = {}): Line => ({
  externalId,
  slug: externalId,
  headline: `Story ${externalId}`,
  section: 'world',
  body: {
    blocks: [
      { _type: 'block', children: [{ _type: 'span', text: `All of ${externalId}. `.repeat(20) }] },
      { _type: 'image', url: 'https://images.example/inside.jpg', alt: 'Inside' },
    ],
  },
  excerpt: `Some of ${externalId}.`,
  leadImage: { url: 'https://images.example/lead.jpg', alt: 'Lead' },
  authors: [
    {
      slug: 'june-abara',
      name: 'June Abara',
      avatar: { url: 'https://images.example/june.jpg', alt: 'June' },
    },
  ],
  publishedAt: '2026-02-01T00:00:00.000Z',
  ...more,
});

async function keyFor(...scopes: string[]): Promise<{ authorization: string }> {
  const { body } = await site.post<{ key: string }>('/v1/api-keys', { name: scopes.join(), scopes }, ADMIN);
  return { authorization: `Bearer ${body.key}` };
}

beforeAll(async () => {
  site = await TestApp.start();
  await site.import([
    story('plain'),
    story('french', {
      language: 'fr-CA',
      section: { slug: 'europe', name: 'Europe', parents: [{ slug: 'world', name: 'World' }] },
    }),
    story('sporting', { section: 'sport' }),
    story('withheld', { rights: { syndicate: false } }),
    story('embargoed', { rights: { embargoUntil: '2099-01-01T00:00:00Z' } }),
    story('draft', { status: 'draft', note: 'Secret note' }),
    story('retracted', { status: 'retracted', notice: 'It was wrong.' }),
    story('talked', {
      comments: [
        {
          externalId: 'a',
          name: 'Ada Byron',
          email: 'ada@mail.example',
          body: 'First words',
          createdAt: '2026-02-02T00:00:00Z',
        },
        {
          externalId: 'b',
          parentExternalId: 'a',
          name: 'Ben Cole',
          body: 'Waiting',
          createdAt: '2026-02-03T00:00:00Z',
          status: 'pending',
        },
      ],
    }),
  ]);
  reader = await keyFor('syndication:read', 'content:read');
  partnerless = await keyFor('syndication:read');
  await site.database.query(
    sql`insert into partner (id, name, created_by) values (${PARTNER}::uuid, 'Wire', 'test')`,
  );
});
afterAll(() => site.close());

const linesOf = (text: string): Line[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
const namesOf = (lines: readonly Line[]): string[] =>
  lines.map(({ externalId }) => externalId as string).sort();

async function read(query = '', headers: Record<string, string> = reader): Promise<Line[]> {
  const { status, body } = await site.text(`${PATH}${query}`, headers);
  expect(status).toBe(200);
  return linesOf(body);
}

/** What a partner with these rights is given. */
async function readAs(rights: Line = {}, request: Partial<ExportRequest> = {}): Promise<Line[]> {
  const all = { sectionIds: [], languages: [], embargoMinutes: 0, content: 'full', media: true, ...rights };
  await site.database.query(sql`update partner set section_ids = ${all.sectionIds}::uuid[],
    languages = ${all.languages}::text[], embargo_minutes = ${all.embargoMinutes}::int, content = ${all.content},
    media = ${all.media} where id = ${PARTNER}::uuid`);
  const viewer = `partner@${PARTNER}` as const;
  const asked = { viewer, filter: {}, everything: false, comments: false, after: null, ...request };
  let text = '';
  for await (const batch of site.app.get(ExportQuery, { strict: false }).batches(asked)) text += batch.text;
  return linesOf(text);
}

/** Stories that are much longer than the others. */
const LONG = 50;

const READABLE = ['embargoed', 'french', 'plain', 'sporting', 'talked', 'withheld'];
const FREE = ['french', 'plain', 'sporting', 'talked'];

describe('an export', () => {
  it('has what readers see, a line each, in the order of ids, with what no cache may keep', async () => {
    const { headers, body } = await site.text(PATH, reader);
    expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('vary')).toMatch(/Authorization/);
    expect([headers.get('etag'), headers.get('last-modified')]).toEqual([null, null]);
    const lines = linesOf(body);
    expect(namesOf(lines)).toEqual(READABLE);
    expect(lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id).sort());
    expect(body.endsWith('}\n')).toBe(true);
  });

  it('is narrowed as lists are', async () => {
    expect(namesOf(await read('?section=world'))).toEqual(READABLE.filter((name) => name !== 'sporting'));
    expect(namesOf(await read('?section=europe&language=FR-ca'))).toEqual(['french']);
    expect(await read('?section=nowhere')).toEqual([]);
    expect(await read('?updatedAfter=2099-01-01T00:00:00Z')).toEqual([]);
  });

  it('goes on after the last whole line', async () => {
    const lines = await read();
    const ids = lines.map(({ id }) => id as string);
    expect((await read(`?after=${ids[2]?.toUpperCase()}`)).map(({ id }) => id)).toEqual(ids.slice(3));
    expect(await read(`?after=${ids.at(-1)}`)).toEqual([]);
    const wrong = await site.get(`${PATH}?after=yesterday`, reader);
    expect([wrong.status, wrong.body['code']]).toEqual([400, 'INVALID_CURSOR']);
  });

  it('says with HEAD what it would be, and gives nothing', async () => {
    const head = await fetch(`${site.url}${PATH}`, { method: 'HEAD', headers: reader });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, null]);
    expect(head.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  });

  it('comes as gzip', async () => {
    const incoming = await opened({ ...reader, 'accept-encoding': 'gzip' });
    expect(incoming.headers['content-encoding']).toBe('gzip');
    expect(namesOf(linesOf(await textOf(incoming.pipe(createGunzip()))))).toEqual(READABLE);
  });

  it('is looked through a part at a time, in statements of bounded work', async () => {
    const [{ id }] = (await site.database.query<{ id: string }>(
      sql`select id from article where slug = 'plain'`,
    )) as [{ id: string }];
    await site.database
      .query(sql`insert into article (id, slug, section_id, status, language, modified_at, updated_at, created_at)
      select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'filler-' || n, a.section_id, 'draft', 'en', now(), now(), now()
      from article a, generate_series(1, 4100) n where a.id = ${id}::uuid`);
    const parts: number[] = [];
    const asked = { viewer: 'reader', filter: {}, everything: false, comments: false, after: null } as const;
    for await (const { stories } of site.app.get(ExportQuery, { strict: false }).batches(asked))
      parts.push(stories);
    expect(parts).toEqual([0, 0, READABLE.length]);
    await site.database.query(sql`delete from article where slug like 'filler-%'`);
  });
});

describe('who may have what of an export', () => {
  it('needs the scope, and more for more', async () => {
    const writer = await keyFor('syndication:read', 'content:write');
    const moderator = await keyFor('syndication:read', 'comments:moderate');
    const statusOf = async (query: string, headers: Record<string, string>) =>
      (await site.text(`${PATH}${query}`, headers)).status;
    expect(await statusOf('', {})).toBe(401);
    expect(await statusOf('', await keyFor('content:read'))).toBe(403);
    expect(
      await Promise.all(
        ['', '?status=all', '?include=comments'].map((query) => statusOf(query, partnerless)),
      ),
    ).toEqual([200, 403, 403]);
    expect(
      await Promise.all(['?status=all', '?include=comments'].map((query) => statusOf(query, writer))),
    ).toEqual([200, 403]);
    expect(
      await Promise.all(['?status=all', '?include=comments'].map((query) => statusOf(query, moderator))),
    ).toEqual([403, 200]);
    expect(await statusOf('?status=draft', ADMIN)).toBe(400);
    expect(await statusOf('?include=body', ADMIN)).toBe(400);
    // A partner has what was agreed, whatever else its key allows.
    const exports = site.app.get(ExportsService, { strict: false });
    const viewer = {
      key: 'k',
      actor: 'k',
      scopes: new Set(['admin'] as const),
      partner: PARTNER,
      address: '',
    };
    const asked = { viewer, authorization: undefined, filter: {}, comments: false, after: undefined };
    expect(() => exports.requestOf({ ...asked, everything: true })).toThrow(/content:write/);
    expect(exports.requestOf({ ...asked, everything: false })).toMatchObject({
      viewer: `partner@${PARTNER}`,
    });
  });

  it('gives editors every state, with what is theirs alone', async () => {
    const lines = await read('?status=all', ADMIN);
    expect(namesOf(lines)).toEqual([...READABLE, 'draft', 'retracted'].sort());
    expect(lines.find(({ slug }) => slug === 'draft')).toMatchObject({
      status: 'draft',
      note: 'Secret note',
    });
    expect(lines.find(({ slug }) => slug === 'retracted')).toMatchObject({ notice: 'It was wrong.' });
    expect(JSON.stringify(await read())).not.toMatch(/Secret note|"comments"/);
  });

  it('gives moderators what readers wrote, and nobody their addresses', async () => {
    const talked = (await read('?include=comments', ADMIN)).find(({ slug }) => slug === 'talked');
    expect(talked?.['comments']).toEqual([
      {
        externalId: 'a',
        name: 'Ada Byron',
        body: 'First words',
        createdAt: '2026-02-02T00:00:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'b',
        parentExternalId: 'a',
        name: 'Ben Cole',
        body: 'Waiting',
        createdAt: '2026-02-03T00:00:00.000Z',
        status: 'pending',
      },
    ]);
  });

  it('keeps the rights of stories from those who hand them on', async () => {
    expect(namesOf(await read('', partnerless))).toEqual(FREE);
    expect(namesOf(await readAs())).toEqual(FREE);
  });

  it('keeps what was agreed with a partner', async () => {
    const idOf = async (slug: string) =>
      (await site.database.query<{ id: string }>(sql`select id from section where slug = ${slug}`))[0]?.id;
    expect(namesOf(await readAs({ sectionIds: [await idOf('sport')] }))).toEqual(['sporting']);
    expect(
      namesOf(await readAs({ sectionIds: [await idOf('europe')] }, { filter: { section: 'world' } })),
    ).toEqual(['french']);
    expect(await readAs({ sectionIds: [await idOf('europe')] }, { filter: { section: 'sport' } })).toEqual(
      [],
    );
    expect(namesOf(await readAs({ languages: ['fr'] }))).toEqual(['french']);
    expect(await readAs({ embargoMinutes: 525_600 })).toEqual([]);
    expect(await readAs({}, { after: 'ffffffff-ffff-ffff-ffff-ffffffffffff' })).toEqual([]);

    const excerpts = JSON.stringify(await readAs({ content: 'excerpt' }));
    expect(excerpts).toContain('Some of plain.');
    expect(excerpts).not.toContain('All of plain');
    const [bare] = await readAs({ media: false });
    expect(bare?.['body'].blocks.length).toBe(1);
    expect(JSON.stringify(bare)).not.toContain('images.example');
    expect(JSON.stringify((await readAs())[0])).toContain('https://images.example/june.jpg');
  });

  it('is written down for a partner before it is given', async () => {
    await site.database.query(sql`delete from partner_copy`);
    const lines = await readAs();
    const copies = await site.database.query<{ id: string; version: number }>(
      sql`select article_id as id, version from partner_copy where partner_id = ${PARTNER}::uuid order by article_id`,
    );
    expect(copies).toEqual(lines.map(({ id, version }) => ({ id, version })));
    expect(JSON.stringify(lines)).not.toContain('$copy');
  });
});

describe('a client of an export', () => {
  const exports = () => site.app.get(ExportsService, { strict: false });

  /** More than the buffers on the way hold. */
  beforeAll(async () => {
    await site.import(Array.from({ length: LONG }, (_, index) => story(`long-${index}`)));
    await site.database.query(sql`update article_revision r set html = repeat('<p>Noise</p>', 40000),
        blocks = json_build_array(json_build_object('text', repeat('Noise without end. ', 25000)))
      from article a where a.published_revision_id = r.id and a.slug like 'long-%'`);
  });

  it('that reads nothing holds no connection of the database, and may have two streams', async () => {
    const streams = [await opened(reader), await opened(reader)];
    expect(exports().count).toBe(2);
    const { pool } = site.database;
    await expect.poll(() => pool.idleCount).toBe(pool.totalCount);
    const third = await site.get(PATH, reader);
    expect([third.status, third.body['code'], third.headers.get('retry-after')]).toEqual([
      429,
      'TOO_MANY_EXPORTS',
      '30',
    ]);
    const begun = site.database.query(sql`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and (state = 'active' or state like 'idle in transaction%') and pid <> pg_backend_pid()
        and query like '%looked%'`);
    expect(await begun).toEqual([{ n: 0 }]);
    // Whoever comes later than the others goes on where it was.
    expect(linesOf(await textOf(streams[0]!))).toHaveLength(READABLE.length + LONG);
    streams[1]!.destroy();
    await expect.poll(() => exports().count).toBe(0);
  });

  it('that goes away ends it, at whatever moment', async () => {
    for (const wait of [0, 1, 5, 20]) {
      const outgoing = request(`${site.url}${PATH}`, { headers: reader });
      outgoing.on('error', () => undefined).end();
      await new Promise((done) => setTimeout(done, wait));
      outgoing.destroy();
    }
    await expect.poll(() => exports().count).toBe(0);
    expect((await read()).length).toBe(READABLE.length + LONG);
  });

  it('whose key is revoked gets no further', async () => {
    const { body: key } = await site.post<any>(
      '/v1/api-keys',
      { name: 'gone', scopes: ['syndication:read', 'content:read'] },
      ADMIN,
    );
    const stream = await opened({ authorization: `Bearer ${key.key}` });
    await fetch(`${site.url}/v1/api-keys/${key.apiKey.id}`, { method: 'DELETE', headers: ADMIN });
    await expect(textOf(stream)).rejects.toThrow(/aborted|terminated|hang up/);
    expect(exports().count).toBe(0);
  });

  it('finds no place where too many are served', async () => {
    const keys = await Promise.all(
      Array.from({ length: MOST_EXPORTS.process / MOST_EXPORTS.key }, () => keyFor('syndication:read')),
    );
    const streams = await Promise.all([...keys, ...keys].map((key) => opened(key)));
    const late = await site.get(PATH, reader);
    expect([late.status, late.body['code']]).toEqual([503, 'UNAVAILABLE']);
    for (const stream of streams) stream.destroy();
    await expect.poll(() => exports().count).toBe(0);
  });
});

/** An answer whose text is not read yet. */
const opened = (headers: Record<string, string>) =>
  new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request(`${site.url}${PATH}`, { headers }, resolve).on('error', reject).end();
  });
