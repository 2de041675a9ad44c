import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { ADMIN, graphqlWriter, type Kind, restWriter, send, WRITERS } from '../support/taxonomy.js';
import { TestApp } from '../support/test-app.js';

const KINDS: readonly Kind[] = ['section', 'author', 'tag'];
let site: TestApp;

beforeAll(async () => {
  site = await TestApp.start();
});
afterAll(() => site.close());

const changesOf = (id: string) =>
  site.database.query<{
    kind: string;
    subject: string;
    slug: string;
    previous: string | null;
    tags: string[];
  }>(
    sql`select kind, subject, slug, previous_slug as previous, tags from change where subject_id = ${id} order by seq`,
  );

describe.each(WRITERS)('over %s', (transport, writerOf) => {
  const writer = () => writerOf(site);

  it.each(KINDS)('a %s is made, found, changed and deleted', async (kind) => {
    const slug = `the-${kind}-${transport.toLowerCase()}`;
    const { term, faults } = await writer().create(kind, { name: ` The ${kind} ${transport} ` });
    expect(faults).toEqual([]);
    expect(term).toMatchObject({ slug, name: `The ${kind} ${transport}`, version: 1 });
    expect((await send(site, 'GET', `/v1/${kind}s/${slug}`)).body).toMatchObject({ id: term?.id });
    const changed = await writer().update(kind, slug, 1, { name: 'Another' });
    expect(changed.term).toMatchObject({ slug, name: 'Another', version: 2 });
    const gone = await writer().delete(kind, slug, 2);
    expect(gone.faults).toEqual([]);
    expect((await send(site, 'GET', `/v1/${kind}s/${slug}`)).status).toBe(404);
    const changes = await changesOf(term?.id as string);
    expect(changes.map((change) => [change.kind, change.subject])).toEqual([
      ['created', kind],
      ['updated', kind],
      ['deleted', kind],
    ]);
    for (const { tags } of changes) {
      // Every answer is made of the tree of sections, so that none of them need be named.
      const own = kind === 'section' ? [] : [`${kind}:${term?.id}`];
      expect(tags).toEqual(expect.arrayContaining([`${kind}s`, ...own]));
    }
  });

  it.each(KINDS)('a %s with a slug that is taken is refused, where it comes from', async (kind) => {
    const slug = `taken-${kind}-${transport.toLowerCase()}`;
    await writer().create(kind, { name: 'First', slug });
    expect((await writer().create(kind, { name: 'Other', slug })).faults).toEqual(['/slug SLUG_TAKEN']);
    const name = slug.replaceAll('-', ' ');
    expect((await writer().create(kind, { name })).faults).toEqual(['/name SLUG_TAKEN']);
    await writer().create(kind, { name: 'Third', slug: `${slug}-3` });
    expect((await writer().update(kind, `${slug}-3`, 1, { slug })).faults).toEqual(['/slug SLUG_TAKEN']);
    expect((await send(site, 'GET', `/v1/${kind}s/${slug}-3`)).body.version).toBe(1);
  });

  it.each(KINDS)('a %s that moves keeps its old slugs, and nobody else gets them', async (kind) => {
    const [a, b] = ['a', 'b'].map((letter) => `${letter}-${kind}-${transport.toLowerCase()}`) as [
      string,
      string,
    ];
    const { term } = await writer().create(kind, { name: 'Mover', slug: a });
    await writer().update(kind, a, 1, { slug: b });
    const old = await send(site, 'GET', `/v1/${kind}s/${a}?fields=name`);
    expect([old.status, old.headers.get('location')]).toEqual([301, `/v1/${kind}s/${b}?fields=name`]);
    const query = `{ ${kind}(slug: "${a}") { slug } }`;
    expect((await site.graphql<any>(query, {}, ADMIN)).body.data?.[kind]).toEqual({ slug: b });
    expect((await writer().create(kind, { name: 'Thief', slug: a })).faults).toEqual(['/slug SLUG_TAKEN']);
    // A write may come with the old slug, and a thing may take it back.
    expect((await writer().update(kind, a, 2, { slug: a })).term).toMatchObject({
      id: term?.id,
      slug: a,
      version: 3,
    });
    expect((await send(site, 'GET', `/v1/${kind}s/${a}`)).status).toBe(200);
    expect((await send(site, 'GET', `/v1/${kind}s/${b}`)).headers.get('location')).toBe(`/v1/${kind}s/${a}`);
    const moves = (await changesOf(term?.id as string)).filter((change) => change.kind === 'moved');
    expect(moves.map(({ slug, previous }) => [previous, slug])).toEqual([
      [a, b],
      [b, a],
    ]);
  });

  it.each(KINDS)('a %s is changed by its current version alone, and once by two at a time', async (kind) => {
    const slug = `race-${kind}-${transport.toLowerCase()}`;
    await writer().create(kind, { name: 'Race', slug });
    const names = ['One', 'Two', 'Three', 'Four'];
    const answers = await Promise.all(names.map((name) => writer().update(kind, slug, 1, { name })));
    expect(answers.filter(({ term }) => term)).toHaveLength(1);
    const refused = answers.filter(({ term }) => !term).map(({ faults }) => faults);
    expect(refused).toEqual([['VERSION_MISMATCH'], ['VERSION_MISMATCH'], ['VERSION_MISMATCH']]);
    const { body } = await send(site, 'GET', `/v1/${kind}s/${slug}`);
    expect(body).toMatchObject({ version: 2, name: answers.find(({ term }) => term)?.term?.name });
    const deletions = await Promise.all([1, 2, 3].map(() => writer().delete(kind, slug, 2)));
    const faults = deletions.flatMap((deletion) => deletion.faults).sort();
    expect(faults).toEqual([`${kind.toUpperCase()}_NOT_FOUND`, `${kind.toUpperCase()}_NOT_FOUND`]);
  });

  it.each(KINDS)('faulty fields of a %s are named, and nothing is written', async (kind) => {
    expect((await writer().create(kind, { name: '  ' })).faults).toEqual(['/name REQUIRED']);
    expect((await writer().create(kind, { name: 'x', slug: 'No Slug' })).faults).toEqual([
      '/slug INVALID_SLUG',
    ]);
    const slug = `kept-${kind}-${transport.toLowerCase()}`;
    await writer().create(kind, { name: 'Kept', slug });
    const { faults } = await writer().update(kind, slug, 1, { name: null, slug: null });
    expect(faults).toEqual(['/name INVALID', '/slug INVALID']);
    expect((await writer().update(kind, slug, 1, {})).term).toMatchObject({ version: 1, name: 'Kept' });
    expect((await writer().update(kind, slug, 1, { name: 'Kept' })).term).toMatchObject({ version: 1 });
    expect((await writer().update(kind, 'nobody', 1, {})).faults).toEqual([
      `${kind.toUpperCase()}_NOT_FOUND`,
    ]);
  });

  it('an author has a text, a portrait and links, which are cleared by null', async () => {
    const id = '01990000-0000-7000-8000-00000000aaaa';
    await site.database.query(
      sql`insert into image (id, url) values (${id}, 'https://x.example/i.jpg') on conflict do nothing`,
    );
    const links = [{ label: 'Home', url: 'https://ada.example/' }];
    const slug = `ada-${transport.toLowerCase()}`;
    const made = await writer().create('author', { name: 'Ada', slug, bio: 'Writes', avatar: id, links });
    expect(made.term).toMatchObject({ bio: 'Writes', avatar: { id }, links });
    const kept = await writer().update('author', slug, 1, { bio: 'Reads' });
    expect(kept.term).toMatchObject({ bio: 'Reads', avatar: { id }, links, version: 2 });
    const cleared = await writer().update('author', slug, 2, { bio: null, avatar: null, links: null });
    expect(cleared.term).toMatchObject({ bio: null, avatar: null, links: [] });
    const avatar = '01990000-0000-7000-8000-00000000bbbb';
    expect((await writer().update('author', slug, 3, { avatar })).faults).toEqual(['/avatar INVALID']);
    const bad = [{ label: 'Home', url: 'javascript:alert(1)' }];
    expect((await writer().update('author', slug, 3, { links: bad })).faults).toEqual([
      '/links/0/url INVALID_URL',
    ]);
  });
});

describe('versions', () => {
  it.each(KINDS)('come as the ETag of what a writer reads and writes of a %s', async (kind) => {
    const slug = `tagged-${kind}`;
    const made = await send(site, 'POST', `/v1/${kind}s`, { body: { name: 'Tagged', slug } });
    expect([made.status, made.headers.get('etag'), made.headers.get('location')]).toEqual([
      201,
      '"v1"',
      `https://api.example/v1/${kind}s/${slug}`,
    ]);
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(made.headers.get('broadsheet-after')).toMatch(/\S/);
    const path = `/v1/${kind}s/${slug}`;
    expect((await send(site, 'GET', path)).headers.get('etag')).toBe('"v1"');
    const bare = await send(site, 'PATCH', path, { body: { name: 'x' } });
    expect([bare.status, bare.body.code]).toEqual([428, 'VERSION_REQUIRED']);
    expect((await send(site, 'DELETE', path)).status).toBe(428);
    const patched = await send(site, 'PATCH', path, {
      body: { name: 'x' },
      headers: { 'if-match': 'W/"v1-br"' },
    });
    expect([patched.status, patched.headers.get('etag')]).toEqual([200, '"v2"']);
    const stale = await send(site, 'PATCH', path, { body: { name: 'y' }, headers: { 'if-match': '"v1"' } });
    expect([stale.status, stale.body.code, stale.body.version]).toEqual([412, 'VERSION_MISMATCH', 2]);
    const deleted = await send(site, 'DELETE', path, { headers: { 'if-match': '*' } });
    expect([deleted.status, deleted.body]).toEqual([204, null]);
  });

  it('are no ETag for readers', async () => {
    await restWriter(site).create('section', { name: 'Readers section' });
    const { headers } = await site.get('/v1/sections/readers-section');
    expect(headers.get('etag')).not.toMatch(/^"v\d/);
    expect((await site.get('/v1/site')).headers.get('etag')).not.toMatch(/^"v\d/);
  });
});

describe('callers without content:write', () => {
  it('write nothing, over either transport', async () => {
    await restWriter(site).create('tag', { name: 'Guarded' });
    for (const kind of KINDS) {
      const path = `/v1/${kind}s`;
      const anonymous = await site.post(path, { name: 'x' });
      expect([kind, anonymous.status, anonymous.body['code']]).toEqual([kind, 401, 'UNAUTHENTICATED']);
      for (const method of ['PATCH', 'DELETE']) {
        const { status } = await send(site, method, `${path}/guarded`, { headers: { authorization: '' } });
        expect([method, status]).toEqual([method, 401]);
      }
    }
    const key = await send(site, 'POST', '/v1/api-keys', {
      body: { name: 'Writer', scopes: ['content:write'] },
    });
    const asWriter = { authorization: `Bearer ${key.body.key}` };
    const made = await send(site, 'POST', '/v1/tags', { body: { name: 'By a writer' }, headers: asWriter });
    expect(made.status).toBe(201);
    const settings = { body: { name: 'x' }, headers: { ...asWriter, 'if-match': '"v1"' } };
    expect((await send(site, 'PATCH', '/v1/site', settings)).status).toBe(403);
    const { body } = await site.graphql<any>('mutation { createTag(input: { name: "x" }) { tag { id } } }');
    expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('do not see authors and tags that no visible story has', async () => {
    for (const kind of ['author', 'tag'] as const) {
      await graphqlWriter(site).create(kind, { name: `Unseen ${kind}` });
      await graphqlWriter(site).update(kind, `unseen-${kind}`, 1, { slug: `unseen-${kind}-2` });
      expect((await site.get(`/v1/${kind}s/unseen-${kind}-2`)).status).toBe(404);
      expect((await site.get(`/v1/${kind}s/unseen-${kind}`)).status).toBe(404);
      const query = `{ ${kind}(slug: "unseen-${kind}-2") { slug } }`;
      expect((await site.graphql<any>(query)).body.data?.[kind]).toBeNull();
      expect((await site.graphql<any>(query, {}, ADMIN)).body.data?.[kind]).toEqual({
        slug: `unseen-${kind}-2`,
      });
    }
  });
});

describe('a write that is repeated', () => {
  it('is done once with its Idempotency-Key', async () => {
    const request = { body: { name: 'Once' }, headers: { 'idempotency-key': 'make-once' } };
    const [first, second] = [
      await send(site, 'POST', '/v1/tags', request),
      await send(site, 'POST', '/v1/tags', request),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('etag')).toBe('"v1"');
  });
});
