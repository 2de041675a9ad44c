import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EVERYTHING } from '../../src/platform/cache/surrogate-key.js';
import { keyOf, tagOf } from '../../src/platform/cache/tag.js';
import { ChangeLog } from '../../src/platform/changes/change-log.js';
import { sql } from '../../src/platform/database/sql.js';
import { TestApp } from '../support/test-app.js';
import { freePort } from '../support/free-port.js';
import { settlePurges } from '../support/varnish.js';

interface Purge {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly keys: readonly string[];
}

/** Takes purges, and remembers them. */
class PurgeRecorder {
  readonly purges: Purge[] = [];
  /** What it answers with. */
  status = 200;
  /** Called before each answer. */
  onPurge: () => Promise<void> | void = () => undefined;
  readonly #server: Server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const keys = String(headers['surrogate-key']).split(' ');
    const answer = async (): Promise<void> => {
      await this.onPurge();
      if (this.status === 200) this.purges.push({ at: performance.now(), method, path: url, headers, keys });
      response.writeHead(this.status).end();
    };
    void answer();
  });

  private constructor(readonly port: number) {}

  static async start(): Promise<PurgeRecorder> {
    const recorder = new PurgeRecorder(await freePort());
    await recorder.resume();
    return recorder;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  of(tag: string): Purge[] {
    const key = tag === EVERYTHING ? EVERYTHING : keyOf(tagOf(tag));
    return this.purges.filter(({ keys }) => keys.includes(key));
  }

  times(tag: string): number {
    return this.of(tag).length;
  }

  async resume(): Promise<void> {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

const purged = (recorder: PurgeRecorder, tag: string, times = 1) =>
  vi.waitFor(() => expect(recorder.times(tag)).toBeGreaterThanOrEqual(times), { timeout: 20_000 });

/** A new target is purged of everything by what follows the changes, and by what follows the counters. */
const purgedOfAll = (recorder: PurgeRecorder) => purged(recorder, EVERYTHING, 2);

async function change(site: TestApp, ...tags: string[]): Promise<void> {
  await site.database.transaction((tx) =>
    site.app.get(ChangeLog).append(tx, [{ kind: 'tested', subject: 'test', slug: tags[0] ?? null, tags }]),
  );
}

describe('a target of purges', () => {
  let recorder: PurgeRecorder;
  let holder: TestApp;
  beforeAll(async () => {
    holder = await TestApp.start();
  });
  afterAll(() => holder.close());
  beforeEach(async () => {
    recorder = await PurgeRecorder.start();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await recorder.stop();
  });

  /** Another process on the same database, with this target. */
  const start = (settings: Record<string, string> = {}): Promise<TestApp> =>
    TestApp.start({ PURGE_URLS: recorder.url, ...settings }, { databaseUrl: holder.databaseUrl });

  /** Waits for the first purge, of everything, and takes it as settled: that would take a while. */
  async function begun(): Promise<void> {
    await purgedOfAll(recorder);
    await settlePurges(holder);
  }

  it('is purged of everything when it is new, and then of what changes, at once and once more', async () => {
    const site = await start();
    try {
      await purgedOfAll(recorder);
      await change(site, 'article:1', 'articles');
      await purged(recorder, 'article:1');
      expect(recorder.times('article:2')).toBe(0);
      for (const tag of ['articles', 'any:test', 'named:test:article:1', 'many']) {
        expect([tag, recorder.times(tag)]).toEqual([tag, recorder.times('article:1')]);
      }
      await purged(recorder, 'article:1', 2);
      expect(recorder.purges.every(({ method, path }) => method === 'PURGE' && path === '/')).toBe(true);
    } finally {
      await site.close();
    }
  });

  it('is called as its address and the headers say', async () => {
    const site = await start({
      PURGE_URLS: `POST ${recorder.url}/service/1/purge`,
      PURGE_HEADERS: 'Fastly-Key: a token',
    });
    try {
      await purgedOfAll(recorder);
      expect(recorder.purges[0]).toMatchObject({
        method: 'POST',
        path: '/service/1/purge',
        headers: { 'fastly-key': 'a token' },
      });
    } finally {
      await site.close();
    }
  });

  it('gets no more keys at a time than it can take', async () => {
    const site = await start();
    try {
      await purgedOfAll(recorder);
      const tags = Array.from({ length: 1_000 }, (_, index) => `article:many${index}`);
      await change(site, ...tags);
      await Promise.all(tags.map((tag) => purged(recorder, tag)));
      for (const { keys, headers } of recorder.purges) {
        expect(keys.length).toBeLessThanOrEqual(250);
        expect(String(headers['surrogate-key']).length).toBeLessThan(4_000);
      }
    } finally {
      await site.close();
    }
  });

  it('is purged by one process at a time, and by the next one when that ends', async () => {
    const first = await start();
    const second = await start();
    try {
      await begun();
      await change(second, 'article:shared');
      await purged(recorder, 'article:shared', 2);
      const [one, next] = recorder.of('article:shared').map(({ at }) => at);
      expect((next ?? 0) - (one ?? 0)).toBeGreaterThan(500);
      const sent = recorder.times('article:shared');
      await first.close();
      await change(second, 'article:after');
      await purged(recorder, 'article:after');
      // What the first one had not settled is sent again.
      expect(recorder.times('article:shared')).toBeGreaterThan(sent);
    } finally {
      await second.close();
    }
  });

  it('misses nothing while no process runs', async () => {
    const before = await start();
    await begun();
    await change(before, 'article:before');
    await purged(recorder, 'article:before');
    await before.close();
    await change(holder, 'article:between');
    expect(recorder.times('article:between')).toBe(0);
    const after = await start();
    try {
      await purged(recorder, 'article:between');
    } finally {
      await after.close();
    }
  });

  it('misses nothing while it is away, is tried again, and the log says so once, without secrets', async () => {
    const logged = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const other = await PurgeRecorder.start();
    const site = await start({
      PURGE_URLS: `${recorder.url}/secret-path,${other.url}`,
      PURGE_HEADERS: 'Token: secret-token',
    });
    try {
      await Promise.all([recorder, other].map(purgedOfAll));
      await recorder.stop();
      await change(site, 'article:away');
      await purged(other, 'article:away');
      await vi.waitFor(() => expect(logged).toHaveBeenCalled());
      await recorder.resume();
      recorder.status = 503;
      let refusals = 0;
      recorder.onPurge = () => void (refusals += 1);
      await vi.waitFor(() => expect(refusals).toBeGreaterThan(1), { timeout: 20_000 });
      recorder.status = 200;
      await purged(recorder, 'article:away');
      await vi.waitFor(() => expect(logged.mock.calls.flat().join('\n')).toContain('purged again'));
      const lines = logged.mock.calls.flat().join('\n');
      expect(lines.match(/is not purged/g)).toHaveLength(1);
      expect(lines).not.toContain('secret');
    } finally {
      await site.close();
      await other.stop();
    }
  });

  it('does not keep the process from ending', async () => {
    let reached = 0;
    recorder.onPurge = () => {
      reached += 1;
      return new Promise(() => undefined);
    };
    const site = await start();
    await vi.waitFor(() => expect(reached).toBeGreaterThan(0));
    const before = performance.now();
    await site.close();
    expect(performance.now() - before).toBeLessThan(4_000);
  });

  it('is written down with nothing of its address but the host', async () => {
    const rows = await holder.database.query<{ name: string }>(
      sql`select name from log_follower where name <> 'webhooks'`,
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const { name } of rows) expect(name).toMatch(/^purge 127\.0\.0\.1:\d+ \w+ [0-9a-f]{16}$/);
  });
});
