import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { aPartner, type Caller, keyFor, type TestPartner } from '../support/partners.js';
import { TestApp } from '../support/test-app.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { type Body, drafted, furnishNewsroom, published, send, step } from '../support/writing.js';

let site: TestApp;
let receiver: WebhookReceiver;
let partner: TestPartner;
let neighbour: TestPartner;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  site = await TestApp.start({ WEBHOOK_PRIVATE: 'true' });
  await furnishNewsroom(site);
  partner = await aPartner(site, { sections: ['world'], embargoMinutes: 60 });
  neighbour = await aPartner(site, { name: 'Morning Post' });
});
afterAll(async () => {
  await site.close();
  await receiver.stop();
});

const soon = <T>(look: () => T) => expect.poll(look, { timeout: 15_000, interval: 20 });

const as = ({ caller }: TestPartner) => ({ headers: caller });

let paths = 0;
async function hook(more: object = {}, owner = partner): Promise<{ id: string; path: string }> {
  const path = `/partner-${(paths += 1)}`;
  const made = await send(
    site,
    'POST',
    '/v1/webhooks',
    { url: `${receiver.url}${path}`, ...more },
    as(owner),
  );
  expect(made.body.webhook.partner).toBe(owner.id);
  return { id: made.body.webhook.id, path };
}

const told = ({ path }: { path: string }): [string, unknown][] =>
  receiver.at(path).map(({ data }) => [data['kind'], data['article'] && data['article'].slug]);
/** A story that the partner may have by now: readers have had it for two hours. */
async function old(changes: Record<string, unknown> = {}): Promise<Body> {
  const { id, version } = await drafted(site, changes);
  const publishAt = new Date(Date.now() - 7_200_000).toISOString();
  return step(site, id, 'publish', version, { publishAt });
}
/** All that happened so far was looked at, and what was put into queues was dealt with. */
const quiet = (): Promise<void> =>
  soon(async () => {
    const [row] = await site.database.query<{ busy: boolean }>(
      sql`select (select max(seq) from change) > (select seq from log_follower where name = 'webhooks')
        or exists (select from webhook_delivery where state = 'waiting') as busy`,
    );
    return row?.busy;
  }).toBe(false);

/** All that happened so far was looked at. */
const seen = (): Promise<void> =>
  soon(async () => {
    const [row] = await site.database.query<{ behind: boolean }>(
      sql`select (select max(seq) from change) > (select seq from log_follower where name = 'webhooks') as behind`,
    );
    return row?.behind;
  }).toBe(false);
/** The last attempt of a webhook failed, and that is written down. */
const refused = (id: string): Promise<void> =>
  soon(() =>
    site.database.query(
      sql`select 1 from webhook_delivery where webhook_id = ${id}::uuid and state = 'waiting' and error is not null`,
    ),
  ).toHaveLength(1);
const hurry = (id: string) =>
  site.database.query(
    sql`update webhook_delivery set due_at = now() where webhook_id = ${id}::uuid and due_at is not null`,
  );

describe('a webhook of the house', () => {
  it('is given of stories what whoever had them sent there may read', async () => {
    const manages = 'webhooks:manage';
    const keys = await Promise.all(
      [[manages], [manages, 'syndication:read'], [manages, 'content:read']].map((scopes) =>
        keyFor(site, scopes),
      ),
    );
    const made: string[] = [];
    for (const headers of keys) {
      const path = `/house-${made.push('')}`;
      await send(
        site,
        'POST',
        '/v1/webhooks',
        { url: `${receiver.url}${path}`, content: 'full' },
        { headers },
      );
      made[made.length - 1] = path;
    }
    // What an admin made, and somebody has turned to more.
    const url = `${receiver.url}/house-turned`;
    const { id } = (await send(site, 'POST', '/v1/webhooks', { url })).body.webhook;
    await send(
      site,
      'PATCH',
      `/v1/webhooks/${id}`,
      { content: 'full' },
      { headers: keys[0] as Caller, version: '*' },
    );
    await site.database.query(sql`update site set anonymous_access = 'none'`);
    const [open, withheld] = [await old(), await old({ rights: { syndicate: false } })];
    await quiet();
    await site.database.query(sql`update site set anonymous_access = 'full'`);
    const given = [...made, '/house-turned'].map((path) =>
      receiver.at(path).map(({ data }) => data['article']?.id ?? null),
    );
    expect(given).toEqual([
      [null, null],
      [open.id, null],
      [open.id, withheld.id],
      [null, null],
    ]);
  });
});

describe('a webhook of a partner', () => {
  it('hears of nothing beyond its rights, and of a story when its embargo ends', async () => {
    const [mine, all] = [await hook({ content: 'full' }), await hook({}, neighbour)];
    const elsewhere = await old({ section: 'sport' });
    const fresh = await published(site);
    const withheld = await old({ rights: { syndicate: false } });
    const had = await old();
    await quiet();
    expect(told(mine)).toEqual([['published', had.slug]]);
    expect(receiver.at(all.path).map(({ data }) => data['articleId'])).toEqual([
      elsewhere.id,
      fresh.id,
      had.id,
    ]);
    expect(JSON.stringify(receiver.at(mine.path))).not.toContain(withheld.id);
    await site.database.query(
      sql`update article set publish_at = now() - interval '61 minutes' where id = ${fresh.id}::uuid`,
    );
    const ends = async (minutes: number): Promise<void> => {
      await site.database.query(sql`insert into change (seq, kind, subject, subject_id, version, slug, tags)
        select nextval('change_seq'), 'ended', 'embargo', id, version, slug,
          array['embargo:' || ${minutes}::int, 'section:' || section_id] from article where id = ${fresh.id}::uuid`);
      await quiet();
    };
    await ends(30);
    expect(told(mine)).toHaveLength(1);
    await ends(60);
    expect(told(mine)).toEqual([
      ['published', had.slug],
      ['published', fresh.slug],
    ]);
    expect(receiver.at(all.path)).toHaveLength(3);
  });

  it('is told of the end of what it has, whatever else told of it, and of a retraction', async () => {
    const mine = await hook({ content: 'full' });
    const [kept, never] = [await old(), await published(site)];
    await quiet();
    const off = await step(site, kept.id, 'unpublish', kept.version);
    await step(site, never.id, 'unpublish', never.version);
    await quiet();
    expect(told(mine)).toEqual([
      ['published', kept.slug],
      ['unpublished', null],
    ]);
    const copy = () =>
      site.database.query<{ told: number | null }>(
        sql`select told_version as told from partner_copy where partner_id = ${partner.id}::uuid and article_id = ${kept.id}::uuid`,
      );
    expect(await copy()).toEqual([{ told: off.version }]);
    const retracted = await send(
      site,
      'POST',
      `/v1/articles/${kept.id}/retract`,
      { notice: 'Wrong.' },
      { version: off.version },
    );
    expect(retracted.status, JSON.stringify(retracted.body)).toBe(200);
    await quiet();
    expect(told(mine).at(-1)).toEqual(['retracted', null]);
  });

  it('is not sent what was taken back before it could be', async () => {
    const owner = await aPartner(site, { name: 'Late Post' });
    const mine = await hook({ content: 'full' }, owner);
    receiver.answers.set(mine.path, 500);
    const story = await old();
    await soon(() => receiver.at(mine.path).length).toBe(1);
    await refused(mine.id);
    await step(site, story.id, 'unpublish', story.version);
    await seen();
    receiver.answers.delete(mine.path);
    await hurry(mine.id);
    await quiet();
    expect(receiver.at(mine.path)).toHaveLength(1);
    const { body } = await send(site, 'GET', `/v1/webhooks/${mine.id}/deliveries`, undefined, as(owner));
    const withdrawn = { state: 'cancelled', error: 'withdrawn' };
    expect(body.items).toMatchObject([withdrawn, withdrawn]);
  });

  it('is told of the end of what it may have got, though nobody knows', async () => {
    const owner = await aPartner(site, { name: 'Far Post' });
    const mine = await hook({ content: 'full' }, owner);
    receiver.answers.set(mine.path, (response) => response.destroy());
    const story = await old();
    await refused(mine.id);
    await step(site, story.id, 'unpublish', story.version);
    await seen();
    receiver.answers.delete(mine.path);
    await hurry(mine.id);
    await quiet();
    expect(told(mine).at(-1)).toEqual(['published', null]);
  });

  it('has what it took, in the version that it was told of', async () => {
    const owner = await aPartner(site, { name: 'Night Post' });
    const [full, ids] = [await hook({ content: 'full' }, owner), await hook({}, owner)];
    const story = await old();
    await quiet();
    const held = async (): Promise<unknown[]> =>
      (await site.get<Body>('/v1/partners/me/outdated', owner.caller)).body.items.map(
        ({ kind, heldVersion }: Body) => [kind, heldVersion],
      );
    receiver.answers.set(full.path, 500);
    const corrected = await step(site, story.id, 'corrections', story.version, {
      ...{ kind: 'correction', text: 'It was Tuesday.' },
    });
    await soon(() => receiver.at(ids.path).length).toBe(2);
    await refused(full.id);
    // Neither an attempt that failed nor the news of it gave the correction to anybody.
    expect(await held()).toEqual([['corrected', story.version]]);
    receiver.answers.delete(full.path);
    await hurry(full.id);
    await quiet();
    expect(await held()).toEqual([]);
    receiver.answers.set(full.path, (response) => {
      void site.database
        .query(sql`update article set version = version + 5 where id = ${story.id}::uuid`)
        .then(() => response.writeHead(204).end());
    });
    const off = await step(site, story.id, 'unpublish', corrected.version);
    await quiet();
    const copies = await site.database.query(
      sql`select told_version as told from partner_copy
        where partner_id = ${owner.id}::uuid and article_id = ${story.id}::uuid`,
    );
    expect(copies).toEqual([{ told: off.version }]);
  });

  it('is nothing to other partners, whatever they ask', async () => {
    const mine = await hook();
    const path = `/v1/webhooks/${mine.id}`;
    const other = as(neighbour);
    const asked = await Promise.all([
      send(site, 'GET', path, undefined, other),
      send(site, 'GET', `${path}/deliveries`, undefined, other),
      send(site, 'PATCH', path, { name: 'Taken' }, { ...other, version: '*' }),
      send(site, 'DELETE', path, undefined, { ...other, version: '*' }),
      send(site, 'POST', `${path}/test`, {}, other),
      send(site, 'POST', `${path}/rotate-secret`, {}, other),
      send(site, 'POST', `${path}/replay`, { from: '1' }, other),
      send(site, 'POST', `${path}/deliveries/${partner.id}/retry`, undefined, other),
    ]);
    expect(asked.map(({ status, body }) => [status, body.code])).toEqual(
      asked.map(() => [404, 'WEBHOOK_NOT_FOUND']),
    );
    const { body } = await send(site, 'GET', '/v1/webhooks?limit=100', undefined, as(partner));
    expect(new Set(body.items.map(({ partner: owner }: Body) => owner))).toEqual(new Set([partner.id]));
    const query = `{ webhook(id: "${mine.id}") { id } webhooks { nodes { partner } } }`;
    const graphql = await site.graphql<Body>(query, {}, other.headers);
    expect(graphql.body.data).toMatchObject({ webhook: null });
    expect(JSON.stringify(graphql.body)).not.toContain(partner.id);
    const url = 'https://site.example/';
    const posing = await send(site, 'POST', '/v1/webhooks', { url, partner: partner.id }, other);
    expect(posing.body.errors).toMatchObject([{ pointer: '/partner', code: 'PARTNER_NOT_FOUND' }]);
    expect(posing.body).toEqual(
      (
        await send(
          site,
          'POST',
          '/v1/webhooks',
          { url, partner: '01990000-0000-7000-8000-0000000000cc' },
          other,
        )
      ).body,
    );
  });

  it('is made by the house as well, and goes with the partner', async () => {
    const url = `${receiver.url}/made-by-the-house`;
    const made = await send(site, 'POST', '/v1/webhooks', { url, partner: neighbour.id });
    expect(made.body.webhook.partner).toBe(neighbour.id);
    await site.database
      .query(sql`insert into webhook (id, partner_id, sight, url, secret_cipher, after_seq, created_by)
      select gen_random_uuid(), ${neighbour.id}::uuid, 'partner', 'https://site.example/', 'x', 0, 'test' from generate_series(1, 98)`);
    expect((await send(site, 'POST', '/v1/webhooks', { url }, as(neighbour))).body.code).toBe(
      'TOO_MANY_WEBHOOKS',
    );
    expect((await send(site, 'POST', '/v1/webhooks', { url })).status).toBe(201);
    const gone = await send(site, 'DELETE', `/v1/partners/${neighbour.id}`, undefined, { version: '*' });
    expect(gone.status).toBe(204);
    const left = await site.database.query(
      sql`select 1 from webhook where partner_id = ${neighbour.id}::uuid`,
    );
    expect(left).toEqual([]);
  });
});
