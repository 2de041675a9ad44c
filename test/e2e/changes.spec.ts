import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbargoTurnsService } from '../../src/partners/embargo-turns.service.js';
import { ChangeRetention } from '../../src/platform/changes/change-retention.service.js';
import { sql } from '../../src/platform/database/sql.js';
import { aPartner, type Caller, follow, keyFor } from '../support/partners.js';
import { TestApp } from '../support/test-app.js';
import {
  aDraft,
  type Body,
  drafted,
  furnishNewsroom,
  published,
  send,
  step,
  writer,
} from '../support/writing.js';

let site: TestApp;
let house: Caller;

beforeAll(async () => {
  site = await TestApp.start();
  await furnishNewsroom(site);
  house = await keyFor(site, ['syndication:read']);
  for (let made = 0; made < 7; made += 1) await published(site);
});
afterAll(() => site.close());

const said = ({ articleId, kind, article }: Body): string => `${kind} ${articleId}${article ? '' : ' gone'}`;
const patch = (id: string, version: number, body: object) =>
  send(site, 'PATCH', `/v1/articles/${id}`, body, { version });

describe('without a cursor', () => {
  it('the current state comes first, whole, then nothing', async () => {
    const { items } = await follow(site, house, { limit: 3 });
    const { body } = await site.get<Body>('/v1/articles?limit=100', house);
    expect(items.map(({ articleId }) => articleId).sort()).toEqual(
      body.items.map(({ id }: Body) => id).sort(),
    );
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['published']));
    const [first] = items;
    expect(first.article).toEqual((await site.get<Body>(`/v1/articles/${first.articleId}`, house)).body);
  });

  it('what changes while the state is read comes after it, and nothing is left out', async () => {
    const [known] = (await follow(site, house)).items;
    const { body: page } = await site.get<Body>('/v1/changes?limit=1', house);
    const meanwhile = await published(site);
    const { version } = (await site.get<Body>(`/v1/articles/${known.articleId}`, writer)).body;
    await step(site, known.articleId, 'unpublish', version, {});
    const { items } = await follow(site, house, { after: page.cursor, limit: 2 });
    expect(items.map(said)).toContain(`published ${meanwhile.id}`);
    expect(items.at(-1) && said(items.at(-1))).toBe(`unpublished ${known.articleId} gone`);
  });
});

describe('the log', () => {
  it('has every kind of end and change, in order, with the story as it is now', async () => {
    const { cursor } = await follow(site, house);
    const one = await published(site);
    const two = await step(site, one.id, 'corrections', one.version, {
      kind: 'correction',
      text: 'It was Tuesday.',
    });
    const moved = await patch(one.id, two.version, { slug: 'another-place' });
    const shown = await step(site, one.id, 'publish', moved.body.version);
    const rights = await patch(one.id, shown.version, { rights: { syndicate: false } });
    const back = await patch(one.id, rights.body.version, { rights: { syndicate: true } });
    await step(site, one.id, 'retract', back.body.version, { notice: 'It was not true.' });
    const { items } = await follow(site, house, { after: cursor });
    const mine = items.filter(({ articleId }) => articleId === one.id);
    expect(mine.map(({ kind }) => kind)).toEqual([
      ...['published', 'corrected', 'moved', 'rightsChanged', 'rightsChanged', 'retracted'],
    ]);
    expect(mine.find(({ kind }) => kind === 'moved')).toMatchObject({
      ...{ slug: 'another-place', previousSlug: one.slug },
    });
    expect(mine.at(-1)).toMatchObject({ article: null, notice: 'It was not true.' });
    const places = items.map(({ id }) => Number(id));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('loses nothing and changes no order under many writers', async () => {
    const { cursor } = await follow(site, house);
    const writers = Array.from({ length: 8 }, async () => {
      const made: string[] = [];
      for (let n = 0; n < 4; n += 1) made.push((await published(site)).id);
      return made;
    });
    const heard: Body[] = [];
    let after = cursor;
    let made: string[] = [];
    const all = Promise.all(writers).then((ids) => void (made = ids.flat()));
    let isDone = false;
    void all.then(() => (isDone = true));
    for (let last = false; !last;) {
      last = isDone;
      const page = await follow(site, house, { after, limit: 3 });
      heard.push(...page.items);
      after = page.cursor;
    }
    await all;
    expect(heard.map(({ articleId }) => articleId).sort()).toEqual(made.sort());
    const { items } = await follow(site, house, { after: cursor });
    expect(heard.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
  });

  it('is the same in GraphQL', async () => {
    const { cursor } = await follow(site, house);
    await published(site);
    const query = `query ($after: String) { changes(after: $after, limit: 5) { cursor hasMore
      items { id articleId kind at version slug previousSlug notice article { id headline body { html } } } } }`;
    const rest = await site.get<Body>(
      `/v1/changes?limit=5&after=${cursor}&fields=id,articleId,kind,at,version,slug,previousSlug,notice,article(id,headline,body.html)`,
      house,
    );
    const { body } = await site.graphql<Body>(query, { after: cursor }, house);
    for (const item of rest.body.items) item.kind = item.kind.toUpperCase();
    expect(body.data?.changes).toEqual(rest.body);
    expect(rest.body.items).toHaveLength(1);
  });
});

describe('a partner', () => {
  it('hears of what it may have, and of the end of what it was given, alone', async () => {
    const { caller } = await aPartner(site, { sections: ['sport'] });
    const before = await follow(site, caller);
    const mine = await published(site, { section: 'sport' });
    const other = await published(site, { section: 'world' });
    const first = await follow(site, caller, { after: before.cursor });
    expect(first.items.map(said)).toEqual([`published ${mine.id}`]);
    // Moved out of what it may have.
    const edited = await patch(mine.id, mine.version, { section: 'world' });
    await step(site, mine.id, 'publish', edited.body.version);
    await step(site, other.id, 'unpublish', other.version);
    const second = await follow(site, caller, { after: first.cursor });
    expect(second.items.map(said)).toEqual([`rightsChanged ${mine.id} gone`]);
    // An answer that was lost is asked for again, and is the same.
    expect(await follow(site, caller, { after: first.cursor })).toEqual(second);
    // It is told once: where the story goes from there is not its business, nor is the notice of one it never had.
    const named = await patch(mine.id, edited.body.version + 1, { slug: 'a-secret-place' });
    await step(site, mine.id, 'retract', named.body.version, { notice: 'It was not true.' });
    const later = await follow(site, caller, { after: second.cursor });
    expect(later.items).toEqual([]);
    const again = await follow(site, caller, { after: first.cursor });
    expect(JSON.stringify(again)).not.toContain('secret');
    expect((await site.get(`/v1/articles/${mine.id}`, caller)).status).toBe(410);
    await step(site, other.id, 'publish', other.version + 1);
    await step(site, other.id, 'retract', other.version + 2, { notice: 'Nor was this.' });
    expect((await site.get(`/v1/articles/${other.id}`, caller)).status).toBe(404);
  });

  it('hears of a story when its embargo ends, once, and of no other', async () => {
    const late = await aPartner(site, { embargoMinutes: 60 });
    const { cursor } = await follow(site, late.caller);
    const own = await published(site, {
      rights: { embargoUntil: new Date(Date.now() + 3_600_000).toISOString() },
    });
    const one = await published(site);
    const early = await follow(site, late.caller, { after: cursor });
    expect(early.items).toEqual([]);
    const passHour = sql`update article set publish_at = publish_at - interval '1 hour',
      rights_embargo_until = rights_embargo_until - interval '1 hour'`;
    // As if an hour had passed: for the stories, and for what was announced until then.
    await site.database.query(sql`${passHour} where id = any(${[own.id, one.id]}::uuid[])`);
    await site.database.query(
      sql`update embargo_turn set announced_until = announced_until - interval '1 hour'`,
    );
    await site.app.get(EmbargoTurnsService, { strict: false }).announce();
    await site.app.get(EmbargoTurnsService, { strict: false }).announce();
    const { items } = await follow(site, late.caller, { after: early.cursor });
    expect([...new Set(items.map(said))].sort()).toEqual(
      [`published ${one.id}`, `published ${own.id}`].sort(),
    );
    expect((await follow(site, house)).items.filter(({ articleId }) => articleId === one.id)).toHaveLength(1);
  });

  it('starts again when what it may have changes', async () => {
    const { id, version, caller } = await aPartner(site, { sections: ['sport'] });
    const { cursor } = await follow(site, caller);
    await send(site, 'PATCH', `/v1/partners/${id}`, { name: 'Morning Post' }, { version });
    expect((await site.get(`/v1/changes?after=${cursor}`, caller)).status).toBe(200);
    await send(site, 'PATCH', `/v1/partners/${id}`, { sections: [] }, { version: version + 1 });
    const { status, body } = await site.get<Body>(`/v1/changes?after=${cursor}`, caller);
    expect([status, body.code]).toEqual([410, 'CURSOR_EXPIRED']);
  });
});

describe('a cursor', () => {
  const refusal = async (after: string, caller: Caller): Promise<unknown> => {
    const rest = await site.get<Body>(`/v1/changes?after=${encodeURIComponent(after)}`, caller);
    const query = 'query ($after: String) { changes(after: $after) { cursor } }';
    const { body } = await site.graphql<Body>(query, { after }, caller);
    expect(body.errors?.[0]?.extensions.code).toBe(rest.body.code);
    return [rest.status, rest.body.code];
  };

  it('that was forged, cut, or written another way is refused', async () => {
    const { cursor } = await follow(site, house);
    const bytes = Buffer.from(cursor, 'base64url');
    const forged = Buffer.concat([bytes.subarray(0, 16), Buffer.from('[0,null,"partner",0]')]);
    const others = [
      forged.toString('base64url'),
      cursor.slice(0, -2),
      `${cursor}!`,
      `${cursor} `,
      'x',
      '🙂',
      'A'.repeat(1_999),
    ];
    for (const other of others) expect(await refusal(other, house)).toEqual([400, 'INVALID_CURSOR']);
  });

  it('of somebody else is refused', async () => {
    const [one, other] = [await aPartner(site), await aPartner(site)];
    const { cursor } = await follow(site, one.caller);
    expect(await refusal(cursor, other.caller)).toEqual([400, 'CURSOR_MISMATCH']);
    expect(await refusal(cursor, house)).toEqual([400, 'CURSOR_MISMATCH']);
  });

  it('that the log was cut behind is over, and the newest is not', async () => {
    const old = await follow(site, house);
    await published(site);
    await published(site);
    const { cursor } = await follow(site, house);
    await site.database.query(sql`update change set at = at - interval '91 days'`);
    expect(await site.app.get(ChangeRetention, { strict: false }).cut()).toBeGreaterThan(2);
    expect(await refusal(old.cursor, house)).toEqual([410, 'CURSOR_EXPIRED']);
    // Also of the cursor that comes of a log in which nothing happened for so long.
    const still = await follow(site, house, { after: cursor });
    expect(still.items).toEqual([]);
    expect((await follow(site, house, { after: still.cursor })).items).toEqual([]);
    const next = await published(site);
    expect((await follow(site, house, { after: still.cursor })).items.map(said)).toEqual([
      `published ${next.id}`,
    ]);
  });
});

it('drafts and what readers never saw are nobody’s business', async () => {
  const { cursor } = await follow(site, house);
  const draft = await drafted(site, aDraft());
  await patch(draft.id, draft.version, { headline: 'Still a draft' });
  await step(site, draft.id, 'publish', draft.version + 1, { publishAt: '2099-01-01T00:00:00Z' });
  await send(site, 'DELETE', `/v1/articles/${draft.id}`, undefined, { version: draft.version + 2 });
  expect((await follow(site, house, { after: cursor })).items).toEqual([]);
});
