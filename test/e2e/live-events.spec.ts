import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ACTIVITY_CHANNEL } from '../../src/platform/changes/activity-notifier.js';
import { CHANGE_CHANNEL, ChangeLog } from '../../src/platform/changes/change-log.js';
import { LiveStreamsService } from '../../src/live/live-streams.service.js';
import { aComment, added, aStory, storyOf, type WrittenAnswer } from '../support/comments.js';
import { approve } from '../support/moderation.js';
import { EventClient } from '../support/event-source.js';
import { killListeners, listenerOf } from '../support/following.js';
import { LiveClient } from '../support/live-client.js';
import { call } from '../support/raw-http.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

/** Two processes on one database, as far as the database can tell. */
let site: TestApp;
let other: TestApp;
let clients: EventClient[] = [];
beforeAll(async () => {
  site = await TestApp.start({ LIVE_HEARTBEAT: '1s' });
  other = await TestApp.start({}, { databaseUrl: site.databaseUrl });
});
afterAll(async () => {
  await other?.close();
  await site?.close();
});
afterEach(() => {
  for (const client of clients) client.close();
  clients = [];
});

const admin = { authorization: `Bearer ${ADMIN_KEY}` };
const sql = async <T>(text: string, ...values: unknown[]): Promise<T[]> =>
  (await site.database.pool.query(text, values)).rows as T[];

async function opened(query = '', headers: Record<string, string> = {}, at = site): Promise<EventClient> {
  const client = await EventClient.open(at, query, headers);
  clients.push(client);
  return client;
}

const commentsOf = ({ events }: EventClient): unknown[] =>
  events.filter(({ event }) => event === 'commentAdded').map(({ data }) => data['commentId']);
const kindsOf = ({ events }: EventClient, articleId: string): unknown[] =>
  events.filter(({ data }) => data['articleId'] === articleId).map(({ data }) => data['kind']);

async function bodyOf(answer: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return JSON.parse(text) as Record<string, unknown>;
}

describe('the stream of what happens', () => {
  it('tells what happens to stories, by kinds and ids alone, whatever process it happens in', async () => {
    const [here, there] = [await opened(), await opened('', {}, other)];
    const slug = `life-${randomUUID()}`;
    const { id } = await storyOf(site, slug);
    await other.import([aStory(slug, { headline: 'Two' })]);
    await site.import([aStory(slug, { headline: 'Two', status: 'unpublished' })]);
    for (const client of [here, there]) {
      await expect.poll(() => kindsOf(client, id)).toEqual(['published', 'updated', 'unpublished']);
      const first = client.events.find(({ data }) => data['articleId'] === id);
      expect(first?.event).toBe('articleChanged');
      expect(Object.keys(first?.data ?? {}).sort()).toEqual(['articleId', 'kind']);
      expect(commentsOf(client)).toEqual([]);
      expect(client.text).not.toContain(slug);
    }
  });

  it('is restricted to a story, by id or slug, and to a section with those below it', async () => {
    const before = await opened();
    const { id, slug } = await storyOf(site, `one-${randomUUID()}`, { section: 'harbour' });
    // A stream begins where this process has read the log to.
    await expect.poll(() => kindsOf(before, id)).toEqual(['published']);
    const streams = [
      await opened(`?article=${id.toUpperCase()}`),
      await opened(`?article=${slug}`),
      await opened('?section=harbour'),
      await opened(`?section=harbour&article=${id}`),
    ];
    const elsewhere = await storyOf(site);
    await site.import([aStory(slug, { section: 'harbour', headline: 'Changed' })]);
    for (const stream of streams) {
      await expect.poll(() => kindsOf(stream, id)).toEqual(['updated']);
      expect(kindsOf(stream, elsewhere.id)).toEqual([]);
    }
  });

  it('tells of comments on the story that is asked for, once each, when they are public', async () => {
    const { id, slug, path } = await storyOf(site, `talk-${randomUUID()}`, { commentPolicy: 'premoderated' });
    const streams = [await opened(`?article=${slug}`), await opened(`?article=${id}`, {}, other)];
    const held = (await site.post<WrittenAnswer>(path, aComment())).body.comment;
    expect(held.status).toBe('pending');
    const rejected = (await site.post<WrittenAnswer>(path, aComment())).body.comment;
    await site.import([aStory(slug, { commentPolicy: 'open' })]);
    const direct = await added(other, path);
    await added(site, (await storyOf(site)).path);
    for (const stream of streams) await expect.poll(() => commentsOf(stream)).toEqual([direct.id]);
    await approve(other, held.id);
    const last = await added(site, path);
    for (const stream of streams) {
      await expect.poll(() => commentsOf(stream)).toEqual([direct.id, held.id, last.id]);
      expect(stream.text).not.toContain(rejected.id);
      const { data } = stream.events.find(({ event }) => event === 'commentAdded') ?? {};
      expect(data).toEqual({ articleId: id, commentId: direct.id });
    }
  });

  it('says nothing of a comment that was taken back before it was told, nor of one on a story that is not shown', async () => {
    const { id, path } = await storyOf(site);
    const stream = await opened(`?article=${id}`);
    const hidden = await added(site, path);
    await expect.poll(() => commentsOf(stream)).toEqual([hidden.id]);
    const announce = (commentId: string) =>
      sql(
        `insert into activity (kind, article_id, comment_id) values ('commentAdded', $1, $2)`,
        id,
        commentId,
      );
    await sql("update comment set status = 'rejected' where id = $1", hidden.id);
    await announce(hidden.id);
    const seen = await added(site, path);
    await expect.poll(() => commentsOf(stream)).toEqual([hidden.id, seen.id]);
    await sql("update article set status = 'draft' where id = $1", id);
    await announce(seen.id);
    await sql(`select pg_notify('${ACTIVITY_CHANNEL}', '')`);
    await caughtUp(seen.id);
    await sql("update article set status = 'published' where id = $1", id);
    const last = await added(site, path);
    await expect.poll(() => commentsOf(stream)).toEqual([hidden.id, seen.id, last.id]);
  });
});

/** Waits until this process has heard of the newest entry about a comment. */
async function caughtUp(commentId: string): Promise<void> {
  const { path, id } = await storyOf(site);
  const mark = await opened(`?article=${id}`);
  const after = await added(site, path);
  expect(after.id).not.toBe(commentId);
  await expect.poll(() => commentsOf(mark)).toEqual([after.id]);
}

describe('a connection that was lost', () => {
  it('is continued in any process: nothing is missed of stories and comments', async () => {
    const { id, slug, path } = await storyOf(site);
    const first = await opened(`?article=${id}`);
    const seen = await added(site, path);
    await expect.poll(() => commentsOf(first)).toEqual([seen.id]);
    const { lastId } = first;
    expect(lastId).toMatch(/^\d+-\d+$/);
    first.close();
    const missed = await added(site, path);
    await site.import([aStory(slug, { headline: 'Changed' })]);
    const taken = await added(site, path);
    await sql("update comment set status = 'spam' where id = $1", taken.id);
    await storyOf(site);
    const second = await opened(`?article=${id}`, { 'last-event-id': lastId }, other);
    const now = await added(site, path);
    await expect.poll(() => commentsOf(second).at(-1)).toBe(now.id);
    const found = commentsOf(second).filter((comment) => comment !== seen.id);
    expect(found).toEqual([missed.id, now.id]);
    expect(kindsOf(second, id).filter(Boolean)).toEqual(['updated']);
    expect(second.events.some(({ event }) => event === 'reset')).toBe(false);
    // Who comes back at once after that gets the change no second time.
    const third = await opened(`?article=${id}`, { 'last-event-id': second.lastId });
    await added(site, path);
    await expect.poll(() => commentsOf(third).length).toBeGreaterThan(0);
    expect(kindsOf(third, id).filter(Boolean)).toEqual([]);
  });

  it('begins with its place, so that a client which heard of nothing can come back', async () => {
    const quiet = await opened('?section=world');
    expect(quiet.events).toEqual([]);
    expect(quiet.text).toMatch(/^retry: 2000\nid: \d+-\d+\n\n/);
    const { lastId } = quiet;
    quiet.close();
    const { id } = await storyOf(site);
    const again = await opened('?section=world', { 'last-event-id': lastId });
    await expect.poll(() => kindsOf(again, id)).toEqual(['published']);
  });

  it('is told when more was missed than is given again, and goes on from now', async () => {
    const { id } = await storyOf(site);
    const early = await opened();
    const { lastId } = early;
    early.close();
    await site.database.transaction((tx) => site.app.get(ChangeLog).append(tx, changesOf(id, 501)));
    const [now = ''] = (await opened()).lastId.split('-');
    // Too far back, and two places that these logs never came to.
    for (const from of [lastId, '999999999999999-0', `${now}-999999999999999`]) {
      const late = await opened(`?article=${id}`, { 'last-event-id': from });
      await expect.poll(() => late.events[0]?.event).toBe('reset');
      await site.database.transaction((tx) => site.app.get(ChangeLog).append(tx, changesOf(id, 1)));
      await expect.poll(() => kindsOf(late, id)).toEqual(['updated']);
    }
  });

  it('does not hide that the process itself lost its listening connection', async () => {
    const stream = await opened();
    expect(await killListeners(site)).toBe(2);
    const { id } = await storyOf(site);
    await expect.poll(() => kindsOf(stream, id), { timeout: 10_000 }).toEqual(['published']);
  });
});

const streamsOf = (at: TestApp): LiveStreamsService => at.app.get(LiveStreamsService, { strict: false });

/** Ten thousand changes of a story at once. */
async function flood(articleId: string): Promise<void> {
  await sql(
    `insert into change (seq, kind, subject, subject_id, version, tags)
      select nextval('change_seq'), 'updated', 'article', $1::uuid, 1, array['article:' || $1::text]
      from generate_series(1, 10000)`,
    articleId,
  );
  await sql(`select pg_notify('${CHANGE_CHANNEL}', '')`);
}

/** Bytes that are in use, once what is not has been thrown away. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

async function newestChange(): Promise<number> {
  const [row] = await sql<{ seq: string }>('select max(seq) as seq from change');
  return Number(row?.seq);
}

const changesOf = (articleId: string, count: number) =>
  Array.from({ length: count }, () => ({
    ...{ kind: 'updated', subject: 'article', subjectId: articleId, version: 1 },
    tags: [`article:${articleId}`],
  }));

describe('a client of the stream', () => {
  it('is told that the stream lives, and where it stands, when nothing happens', async () => {
    const stream = await opened('?section=world');
    await expect.poll(() => stream.text, { timeout: 10_000 }).toMatch(/: alive\nid: \d+-\d+\n\n/);
    expect(stream.events).toEqual([]);
  });

  it('gets headers by which nobody keeps, compresses or holds back the stream', async () => {
    const { answer } = await opened('', {
      'accept-encoding': 'br, gzip',
      origin: 'https://reader.example',
    });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    for (const name of ['content-encoding', 'content-length', 'etag', 'set-cookie']) {
      expect(answer.headers[name], name).toBeUndefined();
    }
  });

  it('can ask for the headers alone, and what the path takes', async () => {
    const { port } = site.app.getHttpServer().address() as AddressInfo;
    const head = await call(port, '/v1/live', { method: 'HEAD' });
    expect([head.status, head.text, head.headers['content-type']]).toEqual([
      ...[200, ''],
      'text/event-stream; charset=utf-8',
    ]);
    const options = await call(port, '/v1/live', { method: 'OPTIONS' });
    expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS']);
    const preflight = await call(port, '/v1/live', {
      method: 'OPTIONS',
      headers: { origin: 'https://reader.example', 'access-control-request-method': 'GET' },
    });
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, '*']);
    expect((await call(port, '/v1/live', { method: 'POST' })).status).toBe(405);
  });

  it('is refused what makes no sense, with a problem', async () => {
    const retracted = await storyOf(site, `gone-${randomUUID()}`, { status: 'retracted', notice: 'Wrong.' });
    for (const [query, headers, status, code] of [
      ['?article=nothing', {}, 404, 'ARTICLE_NOT_FOUND'],
      [`?article=${retracted.slug}`, {}, 410, 'ARTICLE_RETRACTED'],
      ['?section=nowhere', {}, 404, 'SECTION_NOT_FOUND'],
      ['?kind=published', {}, 400, 'UNKNOWN_PARAMETER'],
      ['?article=', {}, 400, 'INVALID_PARAMETER'],
      ['?article=a%00b', {}, 400, 'INVALID_PARAMETER'],
      ['?article=a&article=b', {}, 400, 'INVALID_PARAMETER'],
      ['', { 'last-event-id': '1' }, 400, 'INVALID_PARAMETER'],
      ['', { 'last-event-id': '1-9999999999999999' }, 400, 'INVALID_PARAMETER'],
      ['', { 'last-event-id': "1-1'; drop table change" }, 400, 'INVALID_PARAMETER'],
      ['', { authorization: 'Bearer nothing' }, 401, 'UNAUTHENTICATED'],
    ] as const) {
      const answer = await EventClient.head(site, query, headers);
      expect([query, answer.statusCode]).toEqual([query, status]);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect((await bodyOf(answer))['code']).toBe(code);
    }
  });

  it('hears nothing where the site is closed to it', async () => {
    const { id, path } = await storyOf(site);
    const anonymous = await opened(`?article=${id}`);
    const reader = await opened(`?article=${id}`, admin);
    const { lastId } = anonymous;
    await sql("update site set anonymous_access = 'none'");
    try {
      const comment = await site.post<WrittenAnswer>(path, aComment(), admin);
      await expect.poll(() => commentsOf(reader)).toEqual([comment.body.comment.id]);
      await site.database.transaction((tx) => site.app.get(ChangeLog).append(tx, changesOf(id, 1)));
      await expect.poll(() => kindsOf(reader, id).filter(Boolean)).toEqual(['updated']);
      const back = await opened(`?article=${id}`, { 'last-event-id': lastId });
      expect(back.events).toEqual([]);
      expect(anonymous.events).toEqual([]);
      expect((await EventClient.head(site, '?section=world')).statusCode).toBe(404);
    } finally {
      await sql("update site set anonymous_access = 'full'");
    }
  });

  it('is cut off when its key is revoked', async () => {
    const wanted = { name: 'Leaves', scopes: ['content:read'] };
    const { body } = await site.post<{ apiKey: { id: string }; key: string }>('/v1/api-keys', wanted, admin);
    const leaves = await opened('', { authorization: `Bearer ${body.key}` }, other);
    const stays = await opened('', admin, other);
    await fetch(`${site.url}/v1/api-keys/${body.apiKey.id}`, { method: 'DELETE', headers: admin });
    await expect.poll(() => leaves.ended).toBe(true);
    expect(leaves.events.at(-1)).toMatchObject({ event: 'end', data: { code: 'UNAUTHENTICATED' } });
    expect(stays.ended).toBe(false);
  });

  it(
    'that is slow is told so and let go, and costs no more than a thousand events',
    { timeout: 120_000 },
    async () => {
      const { id } = await storyOf(site);
      const [slow, silent] = [await opened(`?article=${id}`), await opened(`?article=${id}`)];
      const quick = await opened(`?article=${id}`);
      for (const { answer } of [slow, silent]) answer.socket.pause();
      // Until the buffers of the connections are full, and a thousand events more wait.
      const { count } = streamsOf(site);
      for (let turn = 0; streamsOf(site).count > count - 2; turn += 1) {
        expect(turn).toBeLessThan(20);
        await flood(id);
        const all = await newestChange();
        await expect.poll(() => listenerOf(site).position, { timeout: 30_000 }).toBeGreaterThanOrEqual(all);
      }
      slow.answer.socket.resume();
      await expect.poll(() => slow.ended, { timeout: 10_000 }).toBe(true);
      expect(slow.events.at(-1)).toMatchObject({ event: 'end', data: { code: 'SUBSCRIBER_TOO_SLOW' } });
      await expect.poll(() => quick.text.length > slow.text.length, { timeout: 30_000 }).toBe(true);
      expect(quick.ended).toBe(false);
      silent.answer.socket.resume();
      await expect.poll(() => silent.ended, { timeout: 10_000 }).toBe(true);
    },
  );

  it(
    'that never reads is cut off and costs a bounded memory, while others are served',
    { timeout: 120_000 },
    async () => {
      const { id, slug } = await storyOf(site);
      const sockets = new Map<number | undefined, Socket>();
      const server = site.app.getHttpServer() as Server;
      const note = (socket: Socket) => void sockets.set(socket.remotePort, socket);
      server.on('connection', note);
      const quick = await opened(`?article=${id}`);
      const others = streamsOf(site).count;
      const silent = await Promise.all([1, 2, 3, 4].map(() => opened(`?article=${id}`)));
      server.off('connection', note);
      const theirs = silent.map(({ answer }) => sockets.get(answer.socket.localPort) as Socket);
      for (const { answer } of silent) answer.socket.pause();
      const before = usedHeap();
      for (let turn = 0; streamsOf(site).count > others; turn += 1) {
        expect(turn).toBeLessThan(20);
        await flood(id);
        const all = await newestChange();
        await expect.poll(() => listenerOf(site).position, { timeout: 30_000 }).toBeGreaterThanOrEqual(all);
        for (const socket of theirs) expect(socket.writableLength).toBeLessThan(256 * 1024);
      }
      // A thousand events for each, and what the client that reads has read, in two copies.
      const bound = 16 * 1024 * 1024 + 2 * quick.text.length;
      expect(usedHeap() - before).toBeLessThan(bound);
      await expect.poll(() => theirs.every(({ destroyed }) => destroyed), { timeout: 15_000 }).toBe(true);
      const [position = ''] = (await opened('?section=world')).lastId.split('-');
      await site.import([aStory(slug, { headline: 'Still served' })]);
      const isServed = () => quick.events.some((event) => Number(event.id.split('-')[0]) > Number(position));
      await expect.poll(isServed, { timeout: 30_000 }).toBe(true);
      expect(quick.ended).toBe(false);
    },
  );
});

describe('the number of streams', () => {
  it('is bounded for one address and in all, and those that ended count no more', async () => {
    const few = await TestApp.start(
      { RATE_LIMITS: 'on', LIVE_STREAMS: '3', LIVE_STREAMS_PER_ADDRESS: '2', TRUSTED_PROXIES: '127.0.0.1' },
      { databaseUrl: site.databaseUrl },
    );
    const from = (address: string) => ({ 'x-forwarded-for': address });
    try {
      const [one, two] = [
        await opened('', from('203.0.113.1'), few),
        await opened('', from('203.0.113.1'), few),
      ];
      expect(two.answer.headers['ratelimit-policy']).toBe('"live";q=60;w=60');
      const third = await EventClient.head(few, '', from('203.0.113.1'));
      expect([third.statusCode, third.headers['retry-after']]).toEqual([429, '10']);
      expect((await bodyOf(third))['code']).toBe('TOO_MANY_STREAMS');
      await opened('', from('203.0.113.2'), few);
      const fourth = await EventClient.head(few, '', from('203.0.113.3'));
      expect([fourth.statusCode, (await bodyOf(fourth))['code']]).toEqual([503, 'UNAVAILABLE']);
      one.close();
      await expect
        .poll(async () => {
          const answer = await EventClient.head(few, '', from('203.0.113.1'));
          if (answer.statusCode === 200) answer.destroy();
          else answer.resume();
          return answer.statusCode;
        })
        .toBe(200);
    } finally {
      await few.close();
    }
  });

  it('is bounded by how often one address may begin', async () => {
    const strict = await TestApp.start({ RATE_LIMITS: 'on' }, { databaseUrl: site.databaseUrl });
    try {
      for (let turn = 0; turn < 60; turn += 1) {
        const head = await EventClient.head(strict, '', {}, 'HEAD');
        expect(head.statusCode).toBe(200);
        head.resume();
      }
      const refused = await EventClient.head(strict, '', {}, 'HEAD');
      expect(refused.statusCode).toBe(429);
      refused.resume();
    } finally {
      await strict.close();
    }
  });
});

describe('the end of a process', () => {
  it('ends its streams with an event that says so, and does not wait for them', async () => {
    const ending = await TestApp.start({}, { databaseUrl: site.databaseUrl });
    const stream = await opened('', {}, ending);
    await ending.close();
    await expect.poll(() => stream.ended).toBe(true);
    expect(stream.events.at(-1)).toMatchObject({ event: 'end', data: { code: 'UNAVAILABLE' } });
  });
});

describe('commentAdded of GraphQL', () => {
  const COMMENTED = `subscription ($id: ID!) { commentAdded(articleId: $id) { id status } }`;

  async function subscribed(at: TestApp, id: string, client: LiveClient) {
    const before = listenerOf(at).subscriberCount;
    const live = client.subscribe<{ id: string; status: string }>('commentAdded', COMMENTED, { id });
    await expect.poll(() => listenerOf(at).subscriberCount).toBe(before + 1);
    return live;
  }

  it('announces a comment that is approved later, in another process, and none before', async () => {
    const { id, path } = await storyOf(site, `later-${randomUUID()}`, { commentPolicy: 'premoderated' });
    const client = new LiveClient(other);
    try {
      const live = await subscribed(other, id, client);
      const held = (await site.post<WrittenAnswer>(path, aComment())).body.comment;
      const spam = (await site.post<WrittenAnswer>(path, aComment())).body.comment;
      await approve(site, held.id);
      await expect.poll(() => live.events).toEqual([{ id: held.id, status: 'APPROVED' }]);
      expect(live.events.map((event) => event.id)).not.toContain(spam.id);
    } finally {
      client.close();
    }
  });

  it('ends for a subscriber who does not keep up, without keeping what waits', async () => {
    const { id, path } = await storyOf(site);
    const client = new LiveClient(site);
    try {
      const text = 'word '.repeat(900);
      const comment = await added(site, path, { body: text });
      const before = listenerOf(site).subscriberCount;
      const live = client.subscribe(
        'commentAdded',
        `subscription ($id: ID!) { commentAdded(articleId: $id) { text html author { name } } }`,
        { id },
      );
      await expect.poll(() => listenerOf(site).subscriberCount).toBe(before + 1);
      client.socket?.pause();
      await sql(
        `insert into activity (kind, article_id, comment_id)
          select 'commentAdded', $1, $2 from generate_series(1, 3000)`,
        id,
        comment.id,
      );
      await sql(`select pg_notify('${ACTIVITY_CHANNEL}', '')`);
      await expect.poll(() => listenerOf(site).subscriberCount, { timeout: 10_000 }).toBe(before);
      client.socket?.resume();
      await expect.poll(() => live.errors?.[0]?.extensions.code).toBe('SUBSCRIBER_TOO_SLOW');
    } finally {
      client.close();
    }
  });
});
