import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChangeLog } from '../../src/platform/changes/change-log.js';
import { sql } from '../../src/platform/database/sql.js';
import { freshDatabase } from '../support/databases.js';
import { checkAtom, checkJsonFeed, checkRss } from '../support/feed-rules.js';
import { TestApp } from '../support/test-app.js';
import { drafted, furnishNewsroom, published, send, step, writer } from '../support/writing.js';
import { all } from '../support/xml.js';

const FEEDS = 'https://api.example/feeds';
const FORMATS = ['rss', 'atom', 'json'];
const topicsAt = (...places: string[]): string[] =>
  places.flatMap((place) => FORMATS.map((format) => `${FEEDS}/${place}.${format}`));

interface Ping {
  readonly at: number;
  readonly topic: string;
  readonly form: Record<string, string>;
}

/** Takes pings, and remembers those that it took. */
class HubRecorder {
  readonly pings: Ping[] = [];
  /** What it answers with, by topic. */
  statusOf: (topic: string) => number = () => 204;
  refused = 0;
  readonly #server: Server = createServer((request, response) => void this.#take(request, response));

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(await textOf(request)));
    const topic = form['hub.url'] ?? '';
    const status = this.statusOf(topic);
    if (status === 204) this.pings.push({ at: performance.now(), topic, form });
    else this.refused += 1;
    response.writeHead(status).end();
  }

  static async start(): Promise<HubRecorder> {
    const recorder = new HubRecorder();
    recorder.#server.listen(0, '127.0.0.1');
    await once(recorder.#server, 'listening');
    return recorder;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}/hub?of=us`;
  }

  of(topic: string): Ping[] {
    return this.pings.filter((ping) => ping.topic === topic);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

let hub: HubRecorder;
let database: { url: string; drop: () => Promise<void> };
/** Two processes: the first one tells the hub. */
let site: TestApp;
let second: TestApp;

beforeAll(async () => {
  [hub, database] = await Promise.all([HubRecorder.start(), freshDatabase()]);
  const start = () => TestApp.start({ WEBSUB_HUBS: hub.url }, { databaseUrl: database.url });
  site = await start();
  await furnishNewsroom(site);
  second = await start();
  // A new hub begins at the end of the log; where that was is written down a moment later.
  await vi.waitFor(
    async () => {
      const rows = await second.database.query(
        sql`select 1 from log_follower where name like 'websub %' and seq is not null`,
      );
      expect(rows).toHaveLength(1);
    },
    { timeout: 10_000 },
  );
}, 30_000);
afterAll(async () => {
  await second.close();
  await database.drop();
  await hub.stop();
});
afterEach(() => void vi.restoreAllMocks());

const pinged = (topics: readonly string[], since = 0) =>
  expect
    .poll(() => topics.filter((topic) => !hub.pings.slice(since).some((ping) => ping.topic === topic)), {
      timeout: 20_000,
    })
    .toEqual([]);

describe('a hub', () => {
  it('is told of every feed that shows a story that is published, once, and of no draft', async () => {
    await drafted(site, { section: 'sport', tags: ['bridges'] });
    await published(site, { section: 'balkans', authors: ['ada'], tags: ['rivers'] });
    const places = [
      'latest',
      'sections/balkans',
      'sections/europe',
      'sections/world',
      'authors/ada',
      'tags/rivers',
    ];
    await pinged(topicsAt(...places));
    expect(hub.pings.map(({ topic }) => topic).sort()).toEqual(topicsAt(...places).sort());
    for (const { topic, form } of hub.pings) {
      expect(form).toEqual({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic });
    }
  });

  it('is told of edits, of what is taken back, and of what the clock does', async () => {
    const [edited, gone, due] = [
      await published(site, { section: 'football' }),
      await published(site, { section: 'world', tags: ['bridges'] }),
      await drafted(site, { section: 'world', authors: ['grace'] }),
    ];
    await pinged(topicsAt('sections/sport', 'tags/bridges'));
    expect(hub.of(`${FEEDS}/authors/grace.rss`)).toEqual([]);
    const since = hub.pings.length;
    const { body } = await send(
      site,
      'PATCH',
      `/v1/articles/${edited.id}`,
      { headline: 'Mended' },
      {
        version: edited.version,
      },
    );
    await step(site, edited.id, 'publish', body.version);
    await step(site, gone.id, 'unpublish', gone.version);
    const publishAt = new Date(Date.now() + 1_500).toISOString();
    await step(site, due.id, 'publish', due.version, { publishAt });
    await pinged(topicsAt('sections/football', 'sections/sport', 'tags/bridges', 'latest'), since);
    await pinged(topicsAt('authors/grace'), since);
    const [first] = hub.of(`${FEEDS}/authors/grace.rss`);
    expect(first && Date.now() - performance.now() + first.at).toBeGreaterThan(Date.parse(publishAt));
  });

  it('is told of one feed once a second at most, however often it changes', async () => {
    const since = hub.pings.length;
    const topic = `${FEEDS}/tags/rivers.rss`;
    const [row] = await site.database.query<{ id: string }>(
      sql`select l.article_id as id from article_tag l join tag t on t.id = l.tag_id where t.slug = 'rivers' limit 1`,
    );
    const change = { kind: 'updated', subject: 'article', subjectId: row?.id, tags: [`article:${row?.id}`] };
    const until = performance.now() + 1_200;
    while (performance.now() < until) {
      await site.database.transaction((tx) => site.app.get(ChangeLog).append(tx, [change]));
    }
    const written = performance.now();
    await expect.poll(() => hub.of(topic).some(({ at }) => at > written), { timeout: 20_000 }).toBe(true);
    const times = hub.pings.slice(since).flatMap((ping) => (ping.topic === topic ? [ping.at] : []));
    expect(times.length).toBeLessThan(5);
    for (const [place, at] of times.slice(1).entries()) expect(at - (times[place] ?? 0)).toBeGreaterThan(900);
  });

  it('that does not answer is told again; what it refuses for good is left', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const since = hub.pings.length;
    let [others, latest] = [503, 400];
    hub.statusOf = (topic) => (topic.includes('/latest') ? latest : others);
    hub.refused = 0;
    await published(site, { section: 'europe' });
    await expect.poll(() => hub.refused, { timeout: 20_000 }).toBeGreaterThan(3);
    others = 204;
    await pinged(topicsAt('sections/europe', 'sections/world'), since);
    latest = 204;
    await published(site, { section: 'sport' });
    await pinged(topicsAt('sections/sport'), since);
    // What was refused was not told again, but for what came later.
    for (const topic of topicsAt('latest')) {
      expect(hub.pings.slice(since).filter((ping) => ping.topic === topic)).toHaveLength(1);
    }
    expect(warn.mock.calls.join(' ')).toContain('it answered with 503. Trying again.');
    expect(warn.mock.calls.join(' ')).toContain('does not take https://api.example/feeds/latest.rss');
    expect(warn.mock.calls.join(' ')).not.toContain('of=us');
    hub.statusOf = () => 204;
  });
});

describe('a feed', () => {
  it('names the hub and its own address, for everybody alike', async () => {
    const link = `rel="hub"`;
    for (const format of FORMATS) {
      const { headers, body } = await site.text(`/feeds/latest.${format}`);
      const self = `${FEEDS}/latest.${format}`;
      expect(headers.get('link')?.split(', ')).toEqual(
        expect.arrayContaining([`<${hub.url}>; ${link}`, `<${self}>; rel="self"`]),
      );
      const hubs = {
        rss: () => all(checkRss(body), 'atom:link').filter(({ attributes }) => attributes['rel'] === 'hub'),
        atom: () => all(checkAtom(body), 'link').filter(({ attributes }) => attributes['rel'] === 'hub'),
        json: () => checkJsonFeed(body)['hubs'],
      }[format as 'rss']();
      expect(hubs).toEqual(
        format === 'json'
          ? [{ type: 'WebSub', url: hub.url }]
          : [expect.objectContaining({ attributes: { rel: 'hub', href: hub.url } })],
      );
      for (const [query, caller] of [
        ['?limit=5', {}],
        ['', writer],
      ] as const) {
        const other = await site.text(`/feeds/latest.${format}${query}`, caller);
        expect([other.status, other.headers.get('link')?.includes(link)]).toEqual([200, false]);
      }
    }
  });
});

describe('a process that tells a hub', () => {
  it('is followed by another one when it ends, which leaves nothing out', async () => {
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    hub.statusOf = () => 503;
    hub.refused = 0;
    await published(site, { section: 'football' });
    await expect.poll(() => hub.refused, { timeout: 20_000 }).toBeGreaterThan(0);
    const since = hub.pings.length;
    // The hub has taken nothing of it yet.
    await site.close();
    hub.statusOf = () => 204;
    await pinged(topicsAt('latest', 'sections/football', 'sections/sport'), since);
  });
});
