import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { aPartner, follow, keyFor, type TestPartner } from '../support/partners.js';
import { TestApp } from '../support/test-app.js';
import { type Body, furnishNewsroom, mutate, published, send, step, writer } from '../support/writing.js';

let site: TestApp;

beforeAll(async () => {
  site = await TestApp.start();
  await furnishNewsroom(site);
});
afterAll(() => site.close());

const patched = (id: string, version: number, patch: object, headers = {}) =>
  send(site, 'PATCH', `/v1/partners/${id}`, patch, { version, headers });

describe('the desk', () => {
  const RIGHTS = {
    ...{ sections: ['sport', 'world'], languages: ['en-GB', 'de'], embargoMinutes: 30, content: 'excerpt' },
    ...{ media: false, dailyQuota: 100, endsAt: '2099-01-01T00:00:00.000Z' },
  };

  it('makes, changes, lists and deletes partners, the same over both transports', async () => {
    const made = await send(site, 'POST', '/v1/partners', { name: 'Evening Post', ...RIGHTS });
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"v1"']);
    expect(made.body).toMatchObject({
      ...RIGHTS,
      sections: [{ slug: 'sport' }, { slug: 'world' }],
      languages: ['en-gb', 'de'],
    });
    const selection = `partner { id name sections { slug } languages embargoMinutes content media dailyQuota requestsToday
      endsAt version createdBy createdAt updatedAt }`;
    const { partner, errors } = await mutate(
      site,
      'createPartner',
      { name: 'Evening Post', ...RIGHTS, content: 'EXCERPT' },
      selection,
    );
    expect(errors).toEqual([]);
    const { id, createdAt: _1, updatedAt: _2, ...rest } = made.body;
    expect(partner).toMatchObject({
      ...rest,
      content: 'EXCERPT',
      sections: [{ slug: 'sport' }, { slug: 'world' }],
    });
    const listed = await send(site, 'GET', '/v1/partners?limit=2');
    expect(listed.body.items.map((one: Body) => one.id)).toEqual([partner.id, id]);
    const changed = await patched(id, 1, { name: 'Morning Post', sections: [], endsAt: null });
    expect(changed.body).toMatchObject({
      name: 'Morning Post',
      sections: [],
      endsAt: null,
      version: 2,
      media: false,
    });
    expect((await patched(id, 1, { name: 'Late Post' })).body.code).toBe('VERSION_MISMATCH');
    expect((await send(site, 'PATCH', `/v1/partners/${id}`, {})).body.code).toBe('VERSION_REQUIRED');
    const gone = await mutate(site, 'deletePartner', { id, version: 2 }, 'deletedId');
    expect(gone.deletedId).toBe(id);
    expect((await send(site, 'GET', `/v1/partners/${id}`)).body.code).toBe('PARTNER_NOT_FOUND');
  });

  it.each([
    [{ sections: ['nowhere'] }, '/sections/0', 'SECTION_NOT_FOUND'],
    [{ embargoMinutes: -1 }, '/embargoMinutes', 'INVALID'],
    [{ embargoMinutes: 525_601 }, '/embargoMinutes', 'INVALID'],
    [{ dailyQuota: 0 }, '/dailyQuota', 'INVALID'],
    [{ content: 'all' }, '/content', 'INVALID'],
    [{ languages: ['english please'] }, '/languages', 'INVALID'],
    [{ endsAt: 'tomorrow' }, '/endsAt', 'INVALID'],
    [{ media: null }, '/media', 'INVALID'],
  ])('refuses %j at %s', async (rights, pointer, code) => {
    const { status, body } = await send(site, 'POST', '/v1/partners', { name: 'Faulty', ...rights });
    expect([status, body.code]).toEqual([422, 'INVALID_INPUT']);
    expect([body.errors[0].pointer, body.errors[0].code]).toEqual([pointer, code]);
  });

  it('keeps keys of partners to what is for partners', async () => {
    const { id } = await aPartner(site);
    const made = (body: object) => send(site, 'POST', '/v1/api-keys', { name: 'A key', ...body });
    const house = await made({ scopes: ['syndication:read', 'content:write'], partner: id });
    expect(house.body.errors).toMatchObject([{ pointer: '/scopes' }]);
    const nobody = await made({
      scopes: ['syndication:read'],
      partner: '01900000-0000-7000-8000-000000000000',
    });
    expect(nobody.body.errors).toMatchObject([{ pointer: '/partner', code: 'PARTNER_NOT_FOUND' }]);
    const good = await made({ scopes: ['syndication:read'], partner: id });
    expect(good.body.apiKey).toMatchObject({ partnerId: id });
  });

  it('shows partners themselves alone', async () => {
    const [one, other] = [await aPartner(site), await aPartner(site)];
    const seen = async (path: string, { caller }: TestPartner) => (await site.get<Body>(path, caller)).body;
    expect(await seen('/v1/partners/me', one)).toMatchObject({ id: one.id, requestsToday: 1 });
    expect(await seen(`/v1/partners/${one.id}`, one)).toMatchObject({ id: one.id });
    for (const path of [`/v1/partners/${other.id}`, `/v1/partners/${other.id}/outdated`]) {
      expect(await seen(path, one)).toMatchObject({ code: 'PARTNER_NOT_FOUND' });
    }
    const house = await keyFor(site, ['syndication:read']);
    expect((await site.get<Body>('/v1/partners/me', house)).body.code).toBe('PARTNER_NOT_FOUND');
    expect((await site.get<Body>('/v1/partners', one.caller)).body.code).toBe('FORBIDDEN');
    const { body } = await site.graphql<Body>('{ partner(id: "me") { id } }', {}, one.caller);
    expect(body.data?.partner).toEqual({ id: one.id });
  });
});

describe('the quota of a day', () => {
  it('is counted over all keys and processes, and refuses with what is left of the day', async () => {
    const { id, caller } = await aPartner(site, { dailyQuota: 5 });
    const second = await keyFor(site, ['syndication:read'], id);
    const other = await TestApp.start({}, { databaseUrl: site.databaseUrl });
    const asked = [caller, second].flatMap((key) =>
      [site, other].flatMap((one) => [one.get('/v1/site', key), one.get('/v1/site', key)]),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    await other.close();
    expect(statuses.sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const { headers, body } = await site.get<Body>('/v1/changes', caller);
    expect(body.code).toBe('QUOTA_EXCEEDED');
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(86_400);
    await site.database.query(sql`update partner_day set day = day - 1 where partner_id = ${id}::uuid`);
    expect((await site.get('/v1/site', caller)).status).toBe(200);
  });
});

describe('what a partner has and must fetch again, or take down', () => {
  const outdated = async ({ id, caller }: TestPartner): Promise<string[]> => {
    const { status, body } = await site.get<Body>(`/v1/partners/${id}/outdated?limit=100`, caller);
    expect(status).toBe(200);
    return body.items.map(({ articleId, kind, heldVersion }: Body) => `${kind} ${articleId} ${heldVersion}`);
  };
  const fetched = (path: string, { caller }: TestPartner) => site.get<Body>(path, caller);

  it('is every correction and kill of what it was given, until it knows', async () => {
    const partner = await aPartner(site, { sections: ['sport'] });
    const made = (section = 'sport') => published(site, { section });
    const [corrected, retracted, moved, edited, deleted, expired, unseen] = [
      ...[
        await made(),
        await made(),
        await made(),
        await made(),
        await made(),
        await made(),
        await made('world'),
      ],
    ];
    for (const { id } of [corrected, retracted, moved, edited]) await fetched(`/v1/articles/${id}`, partner);
    // By other ways.
    await fetched(`/v1/articles?ids=${deleted.id}&include=body`, partner);
    await site.graphql(
      'query ($id: ID) { article(id: $id) { body { text } } }',
      { id: expired.id },
      partner.caller,
    );
    expect(await outdated(partner)).toEqual([]);
    const { version } = await step(site, corrected.id, 'corrections', corrected.version, {
      ...{ kind: 'correction', text: 'It was Tuesday.' },
    });
    await step(site, retracted.id, 'retract', retracted.version, { notice: 'It was not true.' });
    const draft = await send(
      site,
      'PATCH',
      `/v1/articles/${moved.id}`,
      { section: 'world' },
      { version: moved.version },
    );
    await step(site, moved.id, 'publish', draft.body.version);
    const other = await send(
      site,
      'PATCH',
      `/v1/articles/${edited.id}`,
      { headline: 'Edited' },
      { version: edited.version },
    );
    await step(site, edited.id, 'publish', other.body.version);
    await send(site, 'DELETE', `/v1/articles/${deleted.id}`, undefined, { version: deleted.version });
    await site.database.query(sql`update article set expires_at = now() where id = ${expired.id}::uuid`);
    await site.database.query(sql`update partner set checked_seq = null`);
    await step(site, unseen.id, 'unpublish', unseen.version);
    const all = [
      `corrected ${corrected.id} 2`,
      `deleted ${deleted.id} 2`,
      `expired ${expired.id} 2`,
      `retracted ${retracted.id} 2`,
      `rightsChanged ${moved.id} 2`,
    ];
    expect((await outdated(partner)).sort()).toEqual(all);
    const { body } = await fetched(`/v1/partners/me/outdated`, partner);
    const of = ({ id }: Body) => body.items.find(({ articleId }: Body) => articleId === id);
    expect(of(retracted)).toMatchObject({ notice: 'It was not true.', headline: null });
    expect(of(corrected)).toMatchObject({ version, corrections: [{ text: 'It was Tuesday.' }] });
    expect(of(moved)).toMatchObject({ headline: null });
    expect(of(deleted)).toMatchObject({ version: null, slug: null });
    // To hear that something happened, or of a headline, is not to fetch it.
    await fetched('/v1/changes?limit=1&fields=articleId,kind,article.headline', partner);
    await fetched('/v1/articles?limit=100', partner);
    expect((await outdated(partner)).sort()).toEqual(all);
    await fetched(`/v1/articles/${corrected.id}`, partner);
    expect((await outdated(partner)).sort()).toEqual(all.slice(1));
  });

  it('goes from the list when the changes have told of it', async () => {
    const partner = await aPartner(site);
    const story = await published(site);
    const { cursor } = await follow(site, partner.caller);
    await step(site, story.id, 'unpublish', story.version);
    expect(await outdated(partner)).toEqual([`unpublished ${story.id} 2`]);
    await follow(site, partner.caller, { after: cursor });
    expect(await outdated(partner)).toEqual([]);
    // Published again and not fetched, it is none of the partner's copies.
    const { version } = (await send(site, 'GET', `/v1/articles/${story.id}`)).body;
    const again = await step(site, story.id, 'publish', version);
    expect(await outdated(partner)).toEqual([]);
    await fetched(`/v1/articles/${story.id}`, partner);
    await step(site, story.id, 'corrections', again.version, { kind: 'update', text: 'There is more.' });
    expect(await outdated(partner)).toEqual([`corrected ${story.id} ${again.version}`]);
  });

  it('is not what nobody was given: heads have no bodies', async () => {
    const partner = await aPartner(site);
    const story = await published(site);
    await fetched(`/v1/articles/${story.id}`, partner);
    await step(site, story.id, 'corrections', story.version, { kind: 'update', text: 'There is more.' });
    await fetch(`${site.url}/v1/articles/${story.id}`, { method: 'HEAD', headers: partner.caller });
    expect(await outdated(partner)).toEqual([`corrected ${story.id} 2`]);
  });

  it('holds no ends once the partner has read the current state', async () => {
    const partner = await aPartner(site);
    const [story, gone] = [await published(site), await published(site)];
    await fetched(`/v1/articles?ids=${story.id},${gone.id}&include=body`, partner);
    await step(site, story.id, 'retract', story.version, { notice: 'It was not true.' });
    await send(site, 'DELETE', `/v1/articles/${gone.id}`, undefined, { version: gone.version });
    expect(await outdated(partner)).toHaveLength(2);
    await fetched('/v1/changes?limit=1', partner);
    expect(await outdated(partner)).toHaveLength(2);
    await follow(site, partner.caller);
    expect(await outdated(partner)).toEqual([]);
  });

  it('has the end of a story of which it was only told that it is there', async () => {
    const partner = await aPartner(site);
    const story = await published(site);
    await fetched(`/v1/articles?limit=100&fields=headline`, partner);
    const { version } = await step(site, story.id, 'corrections', story.version, {
      kind: 'update',
      text: 'More.',
    });
    expect(await outdated(partner)).toEqual([]);
    await step(site, story.id, 'unpublish', version);
    expect(await outdated(partner)).toEqual([`unpublished ${story.id} 0`]);
  });

  it('is paged, and the same in GraphQL', async () => {
    const partner = await aPartner(site);
    const stories = [await published(site), await published(site), await published(site)];
    await fetched(`/v1/articles?ids=${stories.map(({ id }) => id).join()}&include=body`, partner);
    for (const { id, version } of stories) await step(site, id, 'unpublish', version);
    const first = await fetched(`/v1/partners/me/outdated?limit=2&count=true`, partner);
    expect(first.body).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const { endCursor } = first.body.pageInfo;
    const second = await fetched(`/v1/partners/me/outdated?limit=2&after=${endCursor}`, partner);
    const items = [...first.body.items, ...second.body.items];
    expect(items.map(({ articleId }) => articleId).sort()).toEqual(stories.map(({ id }) => id).sort());
    const query = `{ outdatedCopies(partner: "me", first: 10) { nodes { articleId kind heldVersion receivedAt version slug
      headline notice corrections { text } } } }`;
    const { body } = await site.graphql<Body>(query, {}, partner.caller);
    expect(body.data?.outdatedCopies.nodes).toEqual(
      items.map((item) => ({ ...item, kind: item.kind.toUpperCase() })),
    );
  });

  it('is looked for in the whole of what it has when what it may have changes', async () => {
    const partner = await aPartner(site);
    const story = await published(site, { section: 'sport' });
    await fetched(`/v1/articles/${story.id}`, partner);
    expect(await outdated(partner)).toEqual([]);
    await patched(partner.id, partner.version, { sections: ['world'] });
    expect(await outdated(partner)).toEqual([`rightsChanged ${story.id} 2`]);
  });
});

describe('sections that move', () => {
  const section = async (name: string, parent?: string): Promise<Body> =>
    (await send(site, 'POST', '/v1/sections', { name, parent })).body;

  it('take their stories out of what a partner may have, and into it', async () => {
    const [above, other] = [await section('Above'), await section('Beside')];
    const below = await section('Below', above.slug);
    const story = await published(site, { section: below.slug });
    const partner = await aPartner(site, { sections: [above.slug] });
    const { items, cursor } = await follow(site, partner.caller);
    expect(items.map(({ articleId }) => articleId)).toEqual([story.id]);
    const { version } = (await send(site, 'GET', `/v1/sections/${below.slug}`)).body;
    await send(site, 'PATCH', `/v1/sections/${below.slug}`, { parent: other.slug }, { version });
    expect((await site.get<Body>(`/v1/changes?after=${cursor}`, partner.caller)).body.code).toBe(
      'CURSOR_EXPIRED',
    );
    const { body } = await site.get<Body>('/v1/partners/me/outdated', partner.caller);
    expect(body.items).toMatchObject([{ articleId: story.id, kind: 'rightsChanged' }]);
    expect((await follow(site, partner.caller)).items).toEqual([]);
  });

  it('do not go while it is agreed that a partner may have their stories, and widen nothing', async () => {
    const [going, heir] = [await section('Going'), await section('Heir')];
    const { id, version } = await aPartner(site, { sections: [going.slug] });
    const deleted = (query: string) =>
      send(site, 'DELETE', `/v1/sections/${going.slug}${query}`, undefined, { version: going.version });
    expect((await deleted('')).body.code).toBe('SECTION_IN_USE');
    expect((await deleted(`?moveTo=${heir.slug}`)).body.code).toBe('SECTION_IN_USE');
    await patched(id, version, { sections: [heir.slug] });
    expect((await deleted(`?moveTo=${heir.slug}`)).status).toBe(204);
  });
});

it('what partners are given is written down for them alone', async () => {
  const story = await published(site);
  const before = await site.database.query(sql`select 1 from partner_copy`);
  for (const caller of [writer, {}, await keyFor(site, ['syndication:read'])]) {
    const { body } = await site.get<Body>(`/v1/articles/${story.id}`, caller);
    expect(JSON.stringify(body)).not.toContain('$given');
  }
  expect(await site.database.query(sql`select 1 from partner_copy`)).toEqual(before);
});
