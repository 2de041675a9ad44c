import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppModule } from '../../src/app.module.js';
import { readSettings } from '../../src/config/settings.js';
import { ACTIVITY_CHANNEL, ActivityNotifier } from '../../src/platform/changes/activity-notifier.js';
import { ChangeListener } from '../../src/platform/changes/change-listener.js';
import { CHANGE_CHANNEL, ChangeLog } from '../../src/platform/changes/change-log.js';
import { sql } from '../../src/platform/database/sql.js';
import { aComment, aStory, storyOf } from '../support/comments.js';
import { Followed, killListeners, listenerOf } from '../support/following.js';
import { StallingProxy } from '../support/stalling-proxy.js';
import { StatementLog } from '../support/statements.js';
import { TestApp } from '../support/test-app.js';

const LISTENERS = sql`select pid from pg_stat_activity
  where datname = current_database() and application_name = 'broadsheet listener'`;
const KEY = Buffer.alloc(32, 7).toString('base64');

let first: TestApp;
/** Another process on the same database, as far as the database can tell. */
let second: TestApp;
let followed: Followed[];

beforeAll(async () => {
  first = await TestApp.start();
  second = await TestApp.start({}, { databaseUrl: first.databaseUrl });
});
afterAll(async () => {
  await second?.close();
  await first?.close();
});
beforeEach(() => {
  followed = [first, second].map((site) => new Followed(listenerOf(site)));
});
afterEach(() => {
  for (const one of followed) one.end();
});

const sequence = ({ changes }: Followed): number[] => changes.map(({ seq }) => seq);

/** Appends one change; the transaction goes on for a while before and after. */
function append(site: TestApp, name: string, before = 0, after = 0): Promise<void> {
  return site.database.transaction(async (tx) => {
    await tx.query('select pg_sleep($1)', [before]);
    await site.app.get(ChangeLog).append(tx, [{ kind: 'tested', subject: 'test', slug: name, tags: [] }]);
    await tx.query('select pg_sleep($1)', [after]);
  });
}

async function lastSeq(site: TestApp): Promise<number> {
  const [row] = await site.database.query<{ seq: string }>(
    sql`select coalesce(max(seq), 0) as seq from change`,
  );
  return Number(row?.seq);
}

describe('the change log', () => {
  it('is read in the order of commit: no number comes after a higher one', async () => {
    const start = await lastSeq(first);
    let done = false;
    const seen: number[] = [];
    const reader = (async () => {
      while (!done || seen.length < (await lastSeq(first)) - start) {
        const after = seen.at(-1) ?? start;
        const rows = await second.database.query<{ seq: string }>(
          sql`select seq from change where seq > ${after} order by seq`,
        );
        seen.push(...rows.map(({ seq }) => Number(seq)));
      }
    })();
    const sleep = () => Math.random() * 0.02;
    const appends = Array.from({ length: 60 }, (_, index) =>
      append(index % 2 ? first : second, `n${index}`, sleep(), sleep()),
    );
    const imports = Array.from({ length: 6 }, (_, index) =>
      (index % 2 ? first : second).import(
        Array.from({ length: 5 }, () => aStory(randomUUID().replaceAll('-', 'x'), { section: `s${index}` })),
      ),
    );
    await Promise.all([...appends, ...imports]);
    done = true;
    await reader;
    const all = Array.from({ length: (await lastSeq(first)) - start }, (_, index) => start + index + 1);
    expect(all.length).toBeGreaterThanOrEqual(90);
    // Had a number become visible after a higher one, the reader had gone past it.
    expect(seen).toEqual(all);
    for (const one of followed) await expect.poll(() => sequence(one)).toEqual(all);
  });

  it('is followed from where it is when a process starts', async () => {
    await append(first, 'before');
    const third = await TestApp.start({}, { databaseUrl: first.databaseUrl });
    try {
      expect(listenerOf(third).listening).toBe(true);
      expect(listenerOf(third).position).toBe(await lastSeq(first));
      const one = new Followed(listenerOf(third));
      await append(first, 'after');
      await expect.poll(() => one.changes.map(({ slug }) => slug)).toEqual(['after']);
    } finally {
      await third.close();
    }
  });

  it('loses nothing when the listening connection is lost', async () => {
    const listener = listenerOf(second);
    const [, one] = followed as [Followed, Followed];
    // A change of the test before may come late: a process that serves sockets listens all the time.
    const mine = () => one.changes.flatMap(({ slug }) => (slug?.startsWith('lost-') ? [slug] : []));
    const story: string[] = [];
    const ends = [
      listener.onLost(() => story.push(`lost ${listener.listening}`)),
      listener.onResumed(() => story.push(`resumed ${listener.listening} ${mine().length}`)),
    ];
    await append(first, 'lost-a');
    await expect.poll(() => mine().length).toBe(1);
    expect(await killListeners(first)).toBe(2);
    await expect.poll(() => story).toContain('lost false');
    // The first wait is 0.1 s, so these are committed while nobody listens.
    await Promise.all([append(first, 'lost-b'), append(first, 'lost-c')]);
    await expect.poll(() => story, { timeout: 10_000 }).toEqual(['lost false', 'resumed true 3']);
    await append(first, 'lost-d');
    await expect.poll(() => mine().length).toBe(4);
    const slugs = mine();
    expect([slugs[0], slugs.slice(1, 3).sort(), slugs[3]]).toEqual([
      'lost-a',
      ['lost-b', 'lost-c'],
      'lost-d',
    ]);
    for (const end of ends) end();
  });

  it('goes to every listener, whatever one of them does', async () => {
    const end = listenerOf(first).subscribe(() => {
      throw new Error('broken');
    });
    const one = new Followed(listenerOf(first));
    await append(first, 'unbroken');
    // Changes of the test before may come late: this process, too, lost its listening connection.
    await expect.poll(() => one.changes.filter(({ slug }) => slug === 'unbroken').length).toBe(1);
    end();
    one.end();
  });

  it('takes any number of changes, a part at a time, and tells of them once', async () => {
    const ear = new Client({ connectionString: first.databaseUrl });
    await ear.connect();
    const heard: (string | undefined)[] = [];
    ear.on('notification', ({ payload }) => heard.push(payload));
    await ear.query(`listen ${CHANGE_CHANNEL}`);
    const start = await lastSeq(first);
    const log = new StatementLog();
    const names = Array.from({ length: 1_234 }, (_, index) => `many-${index}`);
    const statements = await log
      .during(() =>
        first.database.transaction((tx) =>
          first.app.get(ChangeLog).append(
            tx,
            names.map((slug) => ({ kind: 'tested', subject: 'test', slug, tags: [] })),
          ),
        ),
      )
      .finally(() => log.stop());
    expect(statements.filter((text) => text.includes('insert into change'))).toHaveLength(3);
    expect(statements.filter((text) => text.includes('pg_advisory_xact_lock'))).toHaveLength(1);
    const rows = await first.database.query<{ seq: string; slug: string }>(
      sql`select seq, slug from change where seq > ${start} order by seq`,
    );
    expect(rows.map(({ slug }) => slug)).toEqual(names);
    await expect.poll(() => heard).toEqual([rows.at(-1)?.seq]);
    await ear.end();
  });

  it('is not listened to by a process without background work, such as a command', async () => {
    const before = await first.database.query(LISTENERS);
    const settings = readSettings({ LOG_LEVEL: 'silent', ENCRYPTION_KEY: KEY });
    const command = await NestFactory.createApplicationContext(
      AppModule.forRoot({
        settings,
        databaseUrl: first.databaseUrl,
        keys: settings.ENCRYPTION_KEY ?? [],
        addresses: { site: '', api: '', articlePattern: '/{slug}' },
        log: () => undefined,
      }),
      { logger: false },
    );
    expect(command.get(ChangeListener).listening).toBe(false);
    expect(await first.database.query(LISTENERS)).toHaveLength(before.length);
    await command.close();
  });
});

describe('a listening connection that freezes', () => {
  it('is given up after the heartbeat stays without an answer, and made anew', async () => {
    const proxy = await StallingProxy.to(first.databaseUrl);
    const listener = new ChangeListener(proxy.url, true, first.database);
    try {
      await listener.onApplicationBootstrap();
      expect(listener.listening).toBe(true);
      const one = new Followed(listener);
      proxy.stall();
      await append(first, 'unheard');
      await expect.poll(() => listener.listening, { timeout: 10_000 }).toBe(false);
      await expect.poll(() => one.changes.map(({ slug }) => slug), { timeout: 10_000 }).toEqual(['unheard']);
      await expect.poll(() => listener.listening).toBe(true);
    } finally {
      await listener.onApplicationShutdown();
      proxy.close();
    }
  });
});

describe("readers' activity", () => {
  it('reaches every process once, with 200 comments at a time', async () => {
    const { id } = await storyOf(first);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        (index % 2 ? first : second).post<{ comment: { id: string } }>(
          `/v1/articles/${id}/comments`,
          aComment({ body: `Number ${index}.` }),
        ),
      ),
    );
    const ids = answers.map(({ body }) => body.comment.id).sort();
    expect(new Set(ids).size).toBe(200);
    // An entry that is handed on twice is handed on with a later one.
    const mark = await anotherEntry();
    for (const one of followed) {
      await expect.poll(() => one.activity.at(-1)?.articleId, { timeout: 10_000 }).toBe(mark);
      const given = one.activity.filter(({ articleId }) => articleId === id);
      expect(given.map(({ commentId }) => commentId).sort()).toEqual(ids);
    }
  });

  it('is given once too when it becomes visible after a higher id', async () => {
    const { id } = await storyOf(first);
    const early = new Client({ connectionString: first.databaseUrl });
    await early.connect();
    const insert = `insert into activity (kind, article_id, comment_id) values ('commentAdded', $1, $2)`;
    const [low, high] = [randomUUID(), randomUUID()];
    await early.query('begin');
    await early.query(insert, [id, low]);
    await first.database.pool.query(insert, [id, high]);
    first.app.get(ActivityNotifier).touch();
    for (const one of followed) await expect.poll(() => one.activity.map((a) => a.commentId)).toEqual([high]);
    await early.query('commit');
    await early.end();
    first.app.get(ActivityNotifier).touch();
    for (const one of followed) {
      await expect.poll(() => one.activity.map((a) => a.commentId)).toEqual([high, low]);
    }
  });

  it('is notified at most every 200 ms by a process, and not in the transaction that writes it', async () => {
    const ear = new Client({ connectionString: first.databaseUrl });
    await ear.connect();
    const heard: number[] = [];
    ear.on('notification', () => heard.push(performance.now()));
    await ear.query(`listen ${ACTIVITY_CHANNEL}`);
    const notifier = first.app.get(ActivityNotifier);
    const begin = performance.now();
    while (performance.now() < begin + 900) {
      notifier.touch();
      await pause(2);
    }
    const last = performance.now();
    await expect.poll(() => (heard.at(-1) ?? 0) >= last - 50).toBe(true);
    await ear.end();
    // A notification may be delayed on its way, which changes how far they are apart, but not how many there are.
    const elapsed = (heard.at(-1) as number) - begin;
    expect(heard.length).toBeGreaterThanOrEqual(4);
    expect(heard.length).toBeLessThanOrEqual(Math.ceil(elapsed / 200) + 1);
  });
});

/** Writes an entry of another story, and gives that story's id. */
async function anotherEntry(): Promise<string> {
  const id = randomUUID();
  await first.database.pool.query(
    `insert into activity (kind, article_id, comment_id) values ('commentAdded', $1, $1)`,
    [id],
  );
  first.app.get(ActivityNotifier).touch();
  return id;
}
