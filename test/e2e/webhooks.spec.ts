import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { WebhookFanOutService } from '../../src/webhooks/webhook-fan-out.service.js';
import { WebhookQueueService } from '../../src/webhooks/webhook-queue.service.js';
import { WebhookUpkeepService } from '../../src/webhooks/webhook-upkeep.service.js';
import { ApiProcess } from '../support/api-process.js';
import { freshDatabase } from '../support/databases.js';
import { MailServer } from '../support/mail-server.js';
import { TestApp } from '../support/test-app.js';
import { isSignedWith, type Posted, WebhookReceiver } from '../support/webhook-receiver.js';
import {
  type Body,
  changesOf,
  drafted,
  furnishNewsroom,
  published,
  send,
  step,
  writer,
} from '../support/writing.js';

let site: TestApp;
let receiver: WebhookReceiver;
let mails: MailServer;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  mails = await MailServer.start();
  site = await TestApp.start({
    WEBHOOK_PRIVATE: 'true',
    SMTP_URL: mails.url,
    MAIL_FROM: 'site@site.example',
  });
  await furnishNewsroom(site);
});
afterAll(async () => {
  await site.close();
  await receiver.stop();
  await mails.stop();
});

interface Hook {
  readonly id: string;
  readonly path: string;
  readonly secret: string;
}

let paths = 0;

/** Makes a webhook with a path of its own. */
async function hook(more: Record<string, unknown> = {}): Promise<Hook> {
  const path = `/hook-${(paths += 1)}`;
  const { status, body } = await send(site, 'POST', '/v1/webhooks', {
    url: `${receiver.url}${path}`,
    ...more,
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return { id: body.webhook.id, path, secret: body.secret };
}

const read = async (id: string): Promise<Body> => (await send(site, 'GET', `/v1/webhooks/${id}`)).body;
const deliveries = async (id: string, query = ''): Promise<Body[]> =>
  (await send(site, 'GET', `/v1/webhooks/${id}/deliveries${query}`)).body.items;
/** Waits for as long as a busy machine may take. */
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 15_000, interval: 20 });
const come = (path: string, count: number): Promise<void> => soon(() => receiver.at(path).length).toBe(count);
/** What a hook was told, as `kind version`. */
const told = ({ path }: Hook, story: Body): string[] =>
  receiver
    .at(path)
    .filter(({ data }) => data['articleId'] === story.id)
    .map(({ data }) => `${data['kind']} ${data['version']}`);
const patch = (id: string, body: object) => send(site, 'PATCH', `/v1/webhooks/${id}`, body, { version: '*' });
/** Lets what waits for its next attempt be due. */
const hurry = (id: string) =>
  site.database.query(
    sql`update webhook_delivery set due_at = now() where webhook_id = ${id}::uuid and state = 'waiting' and due_at is not null`,
  );
const edit = (story: Body, version: number, words: string): Promise<Body> =>
  send(site, 'PATCH', `/v1/articles/${story.id}`, { headline: words }, { version }).then(({ body }) =>
    step(site, story.id, 'publish', body.version),
  );

describe('a delivery', () => {
  it('is signed by the Standard Webhooks specification, and says what happened', async () => {
    const [ids, full] = [await hook(), await hook({ content: 'full' })];
    const story = await published(site, { headline: 'A bridge opens at last' });
    await Promise.all([come(ids.path, 1), come(full.path, 1)]);
    const [short] = receiver.at(ids.path) as [Posted];
    const [long] = receiver.at(full.path) as [Posted];
    expect(isSignedWith(ids.secret, short)).toBe(true);
    expect(isSignedWith(full.secret, long)).toBe(true);
    expect(isSignedWith(full.secret, short)).toBe(false);
    expect(short.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Broadsheet-Webhooks/1',
      'webhook-id': expect.stringMatching(/^msg_[0-9a-f-]{36}$/),
    });
    const entry = (await changesOf(site, story.id)).find(({ kind }) => kind === 'published');
    expect(JSON.parse(short.text)).toEqual({
      type: 'article.published',
      timestamp: expect.any(String),
      data: {
        ...{
          id: expect.stringMatching(/^\d+$/),
          articleId: story.id,
          kind: 'published',
          at: expect.any(String),
        },
        ...{ version: entry.version, slug: story.slug, previousSlug: null, notice: null },
      },
    });
    const shown = await site.get(`/v1/articles/${story.id}`, writer);
    expect(long.data['article']).toEqual(shown.body);
    const [logged] = await deliveries(ids.id);
    expect(logged).toMatchObject({
      state: 'delivered',
      attempts: 1,
      status: 204,
      error: null,
      kind: 'published',
    });
    expect(short.headers['webhook-id']).toBe(`msg_${logged.id}`);
    expect(await read(ids.id)).toMatchObject({ failingSince: null, lastDeliveryAt: expect.any(String) });
  });

  it('is signed with two secrets while one takes the place of the other', async () => {
    const made = await hook();
    const first = made.secret;
    expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { body } = await send(site, 'POST', `/v1/webhooks/${made.id}/rotate-secret`, { overlapHours: 2 });
    expect(body.webhook.formerSecretUntil).toEqual(expect.any(String));
    await published(site);
    await come(made.path, 1);
    const both = receiver.at(made.path)[0] as Posted;
    expect(String(both.headers['webhook-signature']).split(' ')).toHaveLength(2);
    expect([isSignedWith(first, both), isSignedWith(body.secret, both)]).toEqual([true, true]);
    await site.database.query(
      sql`update webhook set former_until = now() - interval '1 second' where id = ${made.id}::uuid`,
    );
    await published(site);
    await come(made.path, 2);
    const after = receiver.at(made.path)[1] as Posted;
    expect([isSignedWith(first, after), isSignedWith(body.secret, after)]).toEqual([false, true]);
    const dump = await site.database.query<{ row: string }>(sql`select t::text as row from webhook t`);
    for (const { row } of dump) expect(row).not.toContain(first.slice(6));
    await site.app.get(WebhookUpkeepService, { strict: false }).tidy();
    expect(
      await site.database.query(
        sql`select former_secret_cipher as former from webhook where id = ${made.id}::uuid`,
      ),
    ).toEqual([{ former: null }]);
  });

  it('comes for the kinds and sections that were asked for, those below included', async () => {
    const sections = await send(site, 'POST', '/v1/sections', { name: 'Harbours', parent: 'world' });
    expect(sections.status).toBe(201);
    const all = await hook();
    const world = await hook({ sections: ['world'], kinds: ['published', 'unpublished'] });
    const below = await published(site, { section: 'harbours' });
    const changed = await edit(below, below.version, 'Another headline for the harbour');
    await step(site, below.id, 'unpublish', changed.version);
    const elsewhere = await published(site, { section: 'sport' });
    await come(all.path, 4);
    await come(world.path, 2);
    expect(told(world, below).map((word) => word.split(' ')[0])).toEqual(['published', 'unpublished']);
    expect(told(world, elsewhere)).toEqual([]);
    expect((await read(world.id)).sections.map(({ slug }: Body) => slug)).toEqual(['world']);
  });

  it('tells nothing of drafts, and of nothing but stories', async () => {
    const made = await hook({ content: 'full' });
    await drafted(site, { headline: 'Not ready to be told yet' });
    await send(site, 'POST', '/v1/tags', { name: 'A tag that nobody hears of' });
    const story = await published(site);
    await come(made.path, 1);
    expect(told(made, story)).toHaveLength(1);
  });
});

describe('a target that fails', () => {
  it('gets the changes of a story in order, and those of others meanwhile', async () => {
    const made = await hook({ content: 'full' });
    const [held, other] = [await drafted(site), await drafted(site)];
    receiver.answers.set(made.path, (response, { data }) => {
      response.writeHead(data['articleId'] === held.id ? 500 : 204).end();
    });
    const first = await step(site, held.id, 'publish', held.version);
    await come(made.path, 1);
    const second = await edit(held, first.version, 'The second words of a story');
    await step(site, held.id, 'unpublish', second.version);
    await step(site, other.id, 'publish', other.version);
    await soon(() => told(made, other)).toHaveLength(1);
    expect(told(made, held)).toHaveLength(1);
    const id = receiver.at(made.path)[0]?.headers['webhook-id'];
    receiver.answers.delete(made.path);
    await hurry(made.id);
    await soon(() => told(made, held)).toHaveLength(4);
    const kinds = told(made, held).map((word) => word.split(' ')[0]);
    expect(kinds).toEqual(['published', 'published', 'updated', 'unpublished']);
    const again = receiver.at(made.path).filter(({ data }) => data['articleId'] === held.id);
    // The same message, made anew: what was taken back meanwhile is not in it.
    expect(again[1]?.headers['webhook-id']).toBe(id);
    expect(again[0]?.data['article']).not.toBeNull();
    expect(again[1]?.data['article']).toBeNull();
  });

  it('is waited for as long as Retry-After says', async () => {
    const made = await hook();
    receiver.answers.set(made.path, (response) => response.writeHead(429, { 'retry-after': '600' }).end());
    await published(site);
    await come(made.path, 1);
    await soon(async () => (await deliveries(made.id))[0]?.status).toBe(429);
    const [delivery] = await deliveries(made.id);
    const wait = Date.parse(delivery.nextAttemptAt) - Date.parse(delivery.lastAttemptAt);
    expect(wait).toBeGreaterThan(595_000);
    expect(wait).toBeLessThan(605_000);
  });

  it.each([
    [410, 'gone', 'answered 410 Gone'],
    [500, 'failing', 'took no delivery for three days'],
  ])(
    'is disabled after %s, with notice, and misses nothing when it is back',
    async (status, reason, words) => {
      const email = `desk-${reason}@partner.example`;
      const made = await hook({ notifyEmail: email, name: `Hook that is ${reason}` });
      receiver.answers.set(made.path, status);
      // One of the e-mails is not taken yet; the job that sends it outlasts that.
      const isDelayed = reason === 'gone';
      if (isDelayed) mails.atRecipient.push(451);
      if (reason === 'failing') {
        await site.database.query(
          sql`update webhook set failing_since = now() - interval '73 hours' where id = ${made.id}::uuid`,
        );
      }
      const missed = await published(site);
      await soon(async () => (await read(made.id)).disabledReason).toBe(reason);
      expect(await changesOf(site, made.id)).toMatchObject([{ kind: 'created' }, { kind: 'disabled' }]);
      const again = sql`update graphile_worker._private_jobs set run_at = now() where attempts = 1 and locked_at is null returning 1`;
      if (isDelayed) {
        await soon(async () => (await site.database.query(again)).length).toBe(1);
        await site.database.query(sql`select pg_notify('jobs:insert', '{"r":"1","count":1}')`);
      }
      await soon(() => mails.to(email).length).toBe(1);
      expect(mails.to(email)[0]?.content).toContain(words);
      expect((await deliveries(made.id))[0]).toMatchObject({ state: 'cancelled', status });
      const alsoMissed = await published(site);
      receiver.answers.delete(made.path);
      const { missedFrom } = await read(made.id);
      const replay = () => send(site, 'POST', `/v1/webhooks/${made.id}/replay`, { from: missedFrom });
      expect((await replay()).body.code).toBe('WEBHOOK_DISABLED');
      expect((await patch(made.id, { enabled: true })).body).toMatchObject({
        enabled: true,
        disabledReason: null,
      });
      expect((await replay()).body).toEqual({ queued: 2, hasMore: false, next: null });
      await soon(() => receiver.at(made.path).length).toBe(3);
      expect([told(made, missed).length, told(made, alsoMissed).length]).toEqual([2, 1]);
      expect((await read(made.id)).missedFrom).toBeNull();
      const replayed = async () => (await deliveries(made.id, '?state=delivered')).map((one) => one.replayed);
      await soon(replayed).toEqual([true, true]);
    },
  );

  it('is given up after three days, and tried again when somebody asks', async () => {
    const made = await hook();
    receiver.answers.set(made.path, 500);
    const story = await published(site);
    await soon(async () => (await deliveries(made.id))[0]?.error).toBe('status');
    await site.database.query(
      sql`update webhook_delivery set first_attempt_at = now() - interval '72 hours', attempts = 11, due_at = now()
        where webhook_id = ${made.id}::uuid`,
    );
    await soon(async () => (await deliveries(made.id))[0]?.state).toBe('failed');
    receiver.answers.delete(made.path);
    const [{ id }] = (await deliveries(made.id, `?article=${story.id}`)) as [Body];
    const again = await send(site, 'POST', `/v1/webhooks/${made.id}/deliveries/${id}/retry`);
    expect(again.body).toMatchObject({ id, state: 'waiting', attempts: 0 });
    await soon(async () => (await deliveries(made.id))[0]?.state).toBe('delivered');
  });
});

describe('the desk', () => {
  it('tests a target at once, and says no more than what came of it', async () => {
    const made = await hook();
    const test = (body?: object) => send(site, 'POST', `/v1/webhooks/${made.id}/test`, body);
    expect((await test()).body).toEqual({
      delivered: true,
      status: 204,
      error: null,
      durationMs: expect.any(Number),
    });
    receiver.answers.set(made.path, (response) =>
      response.writeHead(302, { location: receiver.url }).end('secret'),
    );
    expect((await test({ kind: 'retracted' })).body).toMatchObject({
      delivered: false,
      status: 302,
      error: 'redirect',
    });
    const [trial, example] = receiver.at(made.path) as [Posted, Posted];
    expect([trial.type, example.type]).toEqual(['webhook.test', 'article.retracted']);
    expect([isSignedWith(made.secret, trial), isSignedWith(made.secret, example)]).toEqual([true, true]);
    const none = await hook({ url: 'http://127.0.0.1:1/' });
    const refused = await send(site, 'POST', `/v1/webhooks/${none.id}/test`);
    expect(refused.body).toMatchObject({ delivered: false, status: null, error: 'unreachable' });
  });

  it('replays from a time or a change, and not from before the log', async () => {
    const story = await published(site);
    const made = await hook();
    const replay = (from: string) => send(site, 'POST', `/v1/webhooks/${made.id}/replay`, { from });
    const [{ seq, at }] = (await site.database.query<{ seq: string; at: Date }>(
      sql`select seq, at from change where subject_id = ${story.id}::uuid and kind = 'published'`,
    )) as [{ seq: string; at: Date }];
    expect((await replay(seq)).body).toMatchObject({ queued: 1, hasMore: false });
    expect((await replay(at.toISOString())).body).toMatchObject({ queued: 1 });
    await come(made.path, 2);
    expect(receiver.at(made.path).map(({ data }) => data['id'])).toEqual([seq, seq]);
    for (const from of ['0', new Date(Date.now() - 91 * 86_400_000).toISOString()]) {
      expect((await replay(from)).body).toMatchObject({ status: 410, code: 'REPLAY_EXPIRED' });
    }
    expect((await replay('yesterday')).body.errors[0]).toMatchObject({ pointer: '/from' });
  });

  it('replays nothing on top of what is not taken', async () => {
    const made = await hook();
    await site.database.query(
      sql`insert into webhook_delivery (id, webhook_id, seq, article_id, kind, due_at)
        select gen_random_uuid(), ${made.id}::uuid, n, gen_random_uuid(), 'updated', null from generate_series(1, 10000) n`,
    );
    const replay = await send(site, 'POST', `/v1/webhooks/${made.id}/replay`, { from: '1' });
    expect(replay.body).toMatchObject({ status: 409, code: 'REPLAY_BACKLOG' });
    await send(site, 'DELETE', `/v1/webhooks/${made.id}`, undefined, { version: '*' });
  });

  it('changes nothing by what says nothing new', async () => {
    const made = await hook({ sections: ['world'], kinds: ['published'], name: 'As it was' });
    const { url, updatedAt } = await read(made.id);
    const same = { url, sections: ['world'], kinds: ['published'], name: 'As it was', enabled: true };
    expect((await patch(made.id, same)).body).toMatchObject({ version: 1, updatedAt });
    expect((await patch(made.id, { ...same, sections: [] })).body).toMatchObject({
      version: 2,
      sections: [],
    });
  });

  it('drops no secret before its time', async () => {
    const made = await hook();
    const rotate = (overlapHours: number) =>
      send(site, 'POST', `/v1/webhooks/${made.id}/rotate-secret`, { overlapHours });
    expect((await rotate(2)).status).toBe(200);
    expect((await rotate(2)).body).toMatchObject({ status: 409, code: 'SECRETS_OVERLAP' });
    expect((await rotate(0)).body.webhook).toMatchObject({ formerSecretUntil: null });
    expect((await rotate(2)).status).toBe(200);
  });

  it('does the same in GraphQL', async () => {
    const ask = async (query: string, variables: object = {}): Promise<Body> => {
      const { body } = await site.graphql<Body>(query, { ...variables }, writer);
      expect(body.errors).toBeUndefined();
      return Object.values(body.data as object)[0];
    };
    const mutation = (name: string, selection: string): string =>
      `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${selection} errors { pointer code } } }`;
    const path = '/in-graphql';
    const url = `${receiver.url}${path}`;
    const made = await ask(mutation('createWebhook', 'webhook { id version kinds } secret'), {
      input: { url, kinds: ['PUBLISHED'], content: 'FULL' },
    });
    expect(made).toMatchObject({ webhook: { version: 1, kinds: ['PUBLISHED'] }, errors: [] });
    const { id } = made.webhook;
    await published(site);
    await come(path, 1);
    expect(isSignedWith(made.secret, receiver.at(path)[0] as Posted)).toBe(true);
    const listed = `query ($id: ID!) { webhookDeliveries(webhook: $id, first: 5) { totalCount nodes { id kind state changeId } } }`;
    await soon(async () => (await ask(listed, { id })).nodes[0].state).toBe('DELIVERED');
    const [delivery] = (await ask(listed, { id })).nodes;
    const retried = await ask(mutation('retryWebhookDelivery', 'delivery { state }'), {
      input: { webhook: id, id: delivery.id },
    });
    expect(retried).toEqual({ delivery: { state: 'WAITING' }, errors: [] });
    const replayed = await ask(mutation('replayWebhook', 'replay { queued hasMore next }'), {
      input: { id, from: delivery.changeId },
    });
    expect(replayed.replay).toEqual({ queued: 1, hasMore: false, next: null });
    await come(path, 3);
    expect(
      (await ask(mutation('testWebhook', 'test { delivered status error }'), { input: { id } })).test,
    ).toEqual({
      ...{ delivered: true, status: 204, error: null },
    });
    const rotated = await ask(mutation('rotateWebhookSecret', 'webhook { version } secret'), {
      input: { id },
    });
    expect(rotated.secret).not.toBe(made.secret);
    const stale = await ask(mutation('updateWebhook', 'webhook { id }'), {
      input: { id, version: 1, name: 'Late' },
    });
    expect(stale).toMatchObject({ webhook: null, errors: [{ code: 'VERSION_MISMATCH' }] });
    const off = await ask(mutation('updateWebhook', 'webhook { enabled disabledReason }'), {
      input: { id, version: 2, enabled: false },
    });
    expect(off.webhook).toEqual({ enabled: false, disabledReason: 'BY_HAND' });
    expect((await ask(mutation('deleteWebhook', 'deleted'), { input: { id, version: 3 } })).deleted).toBe(id);
    expect(await ask(`{ webhook(id: "${id}") { id } }`)).toBeNull();
  });

  it.each([
    [{ url: 'ftp://site.example/' }, '/url'],
    [{ url: 'https://name:word@site.example/' }, '/url'],
    [{ url: `https://site.example/${'x'.repeat(2_000)}` }, '/url'],
    [{ url: 'https://site.example/', kinds: ['scheduled'] }, '/kinds'],
    [{ url: 'https://site.example/', sections: ['world', 'nowhere'] }, '/sections/1'],
    [{ url: 'https://site.example/', content: 'all' }, '/content'],
    [{ url: 'https://site.example/', notifyEmail: 'nobody' }, '/notifyEmail'],
    [{ url: 'https://site.example/', partner: '00000000-0000-7000-8000-000000000000' }, '/partner'],
    [{ url: 'https://site.example/', secret: 'whsec_mine' }, '/secret'],
  ])('refuses %j', async (input, pointer) => {
    const { status, body } = await send(site, 'POST', '/v1/webhooks', input);
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });
});

describe('processes', () => {
  it('go on with what is in the queues while they look through a long log', async () => {
    const turns: string[] = [];
    const fanOut = site.app.get(WebhookFanOutService, { strict: false });
    const queue = site.app.get(WebhookQueueService, { strict: false });
    const [follow, take] = [fanOut.follow.bind(fanOut), queue.take.bind(queue)];
    vi.spyOn(fanOut, 'follow').mockImplementation(async () => {
      const hasMore = await follow();
      turns.push(hasMore ? 'more' : 'end');
      return hasMore;
    });
    vi.spyOn(queue, 'take').mockImplementation((room) => {
      turns.push('take');
      return take(room);
    });
    await site.database.query(sql`insert into change (seq, kind, subject, subject_id, tags)
      select nextval('change_seq'), 'updated', 'tag', gen_random_uuid(), '{}' from generate_series(1, 12000)`);
    await soon(() => turns.filter((turn) => turn === 'more').length).toBeGreaterThan(1);
    await soon(() => turns.at(-2)).toBe('end');
    vi.restoreAllMocks();
    expect(turns.join(' ')).not.toContain('more more');
  });

  it('deliver each once, though there are two', async () => {
    const made = await hook();
    const other = await TestApp.start({ WEBHOOK_PRIVATE: 'true' }, { databaseUrl: site.databaseUrl });
    try {
      const stories = await Promise.all(Array.from({ length: 10 }, () => published(site)));
      await come(made.path, 10);
      await soon(async () => (await deliveries(made.id, '?state=delivered')).length).toBe(10);
      expect(new Set(receiver.at(made.path).map(({ data }) => data['articleId'])).size).toBe(stories.length);
      expect(receiver.at(made.path)).toHaveLength(10);
    } finally {
      await other.close();
    }
  });

  it('that die in the middle are succeeded: what they had in their hands is delivered', async () => {
    ApiProcess.build();
    const database = await freshDatabase();
    const furnished = await TestApp.start({}, { databaseUrl: database.url });
    await furnishNewsroom(furnished);
    await furnished.close();
    const killed = await ApiProcess.start({ DATABASE_URL: database.url, WEBHOOK_PRIVATE: 'true' });
    const there = { url: killed.url } as TestApp;
    const path = '/never-answered';
    receiver.answers.set(path, 'hang');
    expect((await send(there, 'POST', '/v1/webhooks', { url: `${receiver.url}${path}` })).status).toBe(201);
    await published(there);
    await come(path, 1);
    await killed.kill();
    receiver.answers.delete(path);
    const successor = await TestApp.start({ WEBHOOK_PRIVATE: 'true' }, { databaseUrl: database.url });
    try {
      const taken = sql`update webhook_delivery set due_at = now() where due_at > now() and attempts = 1 returning 1`;
      expect(await successor.database.query(taken)).toHaveLength(1);
      await come(path, 2);
      const [first, second] = receiver.at(path);
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    } finally {
      await successor.close();
      await database.drop();
    }
  });
});
