import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Replica } from '../../src/platform/database/replica.js';
import { compile, type CompiledSql, sql } from '../../src/platform/database/sql.js';
import { aComment, storyOf } from '../support/comments.js';
import { killListeners, listenerOf } from '../support/following.js';
import { Primary, ReplicaServer } from '../support/replica.js';
import { StallingProxy } from '../support/stalling-proxy.js';
import { StatementLog } from '../support/statements.js';
import { TestApp } from '../support/test-app.js';
import { type Body, send, writer } from '../support/writing.js';

let primary: Primary;
let replica: ReplicaServer;
/** The way of the processes to the replica. */
let road: StallingProxy;
let first: TestApp;
/** Another process on the same database, as far as the database can tell. */
let second: TestApp;
/** Reads are not answered from memory: it is the databases that are tried here. */
let settings: Record<string, string>;
let story: { id: string; path: string };

beforeAll(async () => {
  primary = await Primary.start();
  replica = await ReplicaServer.of(primary);
  road = await StallingProxy.to(replica.url);
  settings = { DATABASE_URL: primary.url, DATABASE_REPLICA_URLS: road.url, RESPONSE_CACHE: 'off' };
  first = await TestApp.start(settings, { databaseUrl: primary.url });
  second = await TestApp.start(settings, { databaseUrl: primary.url });
  const { id } = await storyOf(first);
  story = { id, path: `/v1/articles/${id}?fields=headline` };
});
afterAll(async () => {
  await first?.close();
  await second?.close();
  road?.close();
  await replica?.stop();
  await primary?.stop();
});

const WHO = compile(sql`select pg_is_in_recovery() as "isReplica"`);
/** Takes a while, but on a replica only. */
const SLOW_ON_REPLICA = compile(
  sql`select pg_is_in_recovery() as "isReplica", case when pg_is_in_recovery() then pg_sleep(1.5) end`,
);

/** Which server answers what any server may. */
async function answersTo(site: TestApp, statement: CompiledSql = WHO): Promise<'replica' | 'primary'> {
  const options = { naming: 'fixed', replica: true } as const;
  const [row] = await site.database.read<{ isReplica: boolean }>(statement, options);
  return row?.isReplica ? 'replica' : 'primary';
}

/** Waits until the replica answers again. */
async function replicaAnswers(site: TestApp): Promise<void> {
  await expect.poll(() => answersTo(site), { timeout: 15_000 }).toBe('replica');
}

/** What the connections of the processes to the replica were asked last. */
async function askedOfReplica(): Promise<string> {
  const rows = await replica.query(
    `select query from pg_stat_activity where application_name = 'broadsheet' and pid <> pg_backend_pid()`,
  );
  return rows.map(({ query }) => String(query)).join('\n');
}

async function headlineIn(site: TestApp, headers: Record<string, string> = {}): Promise<unknown> {
  const { status, body } = await site.get(story.path, headers);
  expect(status).toBe(200);
  return body['headline'];
}

/** Edits the story in one process and gives the headline, which tells its number, and the token of the write. */
async function edit(
  site: TestApp,
  headline: string,
): Promise<{ headline: string; version: number; after: string }> {
  const path = `/v1/articles/${story.id}`;
  const { headers } = await site.get(path, writer);
  const version = /v\d+/.exec(headers.get('etag') ?? '')?.[0] ?? '';
  const draft = await send(site, 'PATCH', path, { headline }, { version: `"${version}"` });
  const done = await send(site, 'POST', `${path}/publish`, {}, { version: (draft.body as Body).version });
  expect([draft.status, done.status]).toEqual([200, 200]);
  expect([draft.body.headline, done.body.headline]).toEqual([headline, headline]);
  return { headline, version: done.body.version, after: done.headers.get('broadsheet-after') ?? '' };
}

/** Changes the story behind the back of every process: nobody hears of it. */
async function editSilently(headline: string): Promise<string> {
  const client = new Client({ connectionString: primary.url });
  await client.connect();
  await client.query(
    `update article_revision set headline = $2 where id = (select published_revision_id from article where id = $1)`,
    [story.id, headline],
  );
  const { rows } = await client.query<{ position: string }>('select pg_current_wal_lsn()::text as position');
  await client.end();
  return Buffer.from(rows[0]?.position ?? '').toString('base64url');
}

describe('a replica that is up to date', () => {
  it('answers reads of both transports, by named statements', async () => {
    await replicaAnswers(first);
    await headlineIn(first);
    expect(await askedOfReplica()).toContain('article_revision');
    await replicaAnswers(first);
    const query = 'query ($id: ID!) { article(id: $id) { dek } }';
    const { body } = await first.graphql(query, { id: story.id });
    expect(body.errors).toBeUndefined();
    expect(await askedOfReplica()).toContain('dek');
    const named = compile(sql`select pg_is_in_recovery() as "isReplica", count(*)::int as count
      from pg_prepared_statements where name like 'b\_%'`);
    const [session] = await first.database.read<{ isReplica: boolean; count: number }>(named, {
      naming: 'popular',
      replica: true,
    });
    expect(session?.isReplica).toBe(true);
    expect(session?.count).toBeGreaterThan(0);
  });

  it('is not asked inside a transaction, nor for what writes or decides', async () => {
    await replicaAnswers(first);
    expect(
      await first.database.asOne(
        () => Promise.resolve(),
        () => answersTo(first),
      ),
    ).toBe('primary');
    const [row] = await first.database.read<{ isReplica: boolean }>(WHO, { naming: 'fixed' });
    expect(row?.isReplica).toBe(false);
    await replicaAnswers(first);
    const log = new StatementLog();
    const comment = () => first.post(`/v1/articles/${story.id}/comments`, aComment(), writer);
    const statements = await log.during(comment).finally(() => log.stop());
    expect(statements.filter((text) => text.includes('insert into comment '))).toHaveLength(1);
    expect(await askedOfReplica()).not.toMatch(/insert into|api_key/);
  });

  it('is not asked while nobody hears what is new', async () => {
    await replicaAnswers(first);
    const lost = new Promise((heard) => {
      const end = listenerOf(first).onLost(() => {
        end();
        heard(answersTo(first));
      });
    });
    await killListeners(first);
    expect(await lost).toBe('primary');
    await replicaAnswers(first);
  });

  it('is up to date too when the log has come to the end of a file', async () => {
    /** Whether both ends are at the beginning of a file, with nothing in it yet. */
    const isAtEnd = async (): Promise<boolean> => {
      await replica.query('select pg_switch_wal()', primary.url);
      const position = await first.database.position();
      const [row] = await replica.query('select pg_last_wal_replay_lsn()::text as replayed');
      return position.endsWith('000000') && row?.['replayed'] === position;
    };
    await expect.poll(isAtEnd, { timeout: 10_000 }).toBe(true);
  });

  it('is named as ready', async () => {
    expect((await first.get('/health/ready')).body).toEqual({ status: 'ok' });
  });
});

describe('a replica that is behind', () => {
  afterEach(() => replica.resumeReplay());

  it('answers nobody who could miss what this process has written', async () => {
    await replicaAnswers(first);
    await replica.pauseReplay();
    const { headline } = await edit(first, 'Edited while the replica stood still');
    expect(await headlineIn(first)).toBe(headline);
    expect(await answersTo(first)).toBe('primary');
    await replica.resumeReplay();
    await replicaAnswers(first);
    expect(await headlineIn(first)).toBe(headline);
  });

  it('answers nobody who could miss what this process was told', async () => {
    await Promise.all([replicaAnswers(first), replicaAnswers(second)]);
    await replica.pauseReplay();
    const told = new Promise<unknown>((resolve) => {
      const end = listenerOf(second).subscribe(({ subjectId, kind }) => {
        if (subjectId !== story.id || kind !== 'updated') return;
        end();
        resolve(Promise.all([answersTo(second), headlineIn(second)]));
      });
    });
    const { headline } = await edit(first, 'Told while the replica stood still');
    expect(await told).toEqual(['primary', headline]);
    await replica.resumeReplay();
    await replicaAnswers(second);
  });

  it('shows nothing older than what was handed on, over many edits and readers', async () => {
    const numberOf = (headline: unknown): number => Number(/^Edit (\d+)$/.exec(String(headline))?.[1] ?? 0);
    /** The edit that the second process was told of last, and the version of the story that it was told of. */
    let newest = 0;
    let told = 0;
    const end = listenerOf(second).subscribe(({ subjectId, version }) => {
      if (subjectId === story.id) told = version ?? told;
    });
    let reading = true;
    const tooOld: string[] = [];
    const counts = { replica: 0, primary: 0 };
    const reader = async (): Promise<void> => {
      while (reading) {
        const known = newest;
        const seen = numberOf(await headlineIn(second));
        if (seen < known) tooOld.push(`${seen} after ${known}`);
        counts[await answersTo(second)] += 1;
      }
    };
    const readers = [reader(), reader(), reader()];
    for (let number = 1; number <= 15; number += 1) {
      if (number % 5 === 2) await replica.pauseReplay();
      if (number % 5 === 4) await replica.resumeReplay();
      const { version } = await edit(first, `Edit ${number}`);
      await expect.poll(() => told, { interval: 1 }).toBe(version);
      newest = number;
      if (number % 5 === 0) await replicaAnswers(second);
    }
    reading = false;
    await Promise.all(readers);
    end();
    expect(tooOld).toEqual([]);
    expect(counts.replica).toBeGreaterThan(0);
    expect(counts.primary).toBeGreaterThan(0);
  }, 60_000);

  it('is named as degraded, and the process is ready all the same', async () => {
    await replica.pauseReplay();
    await edit(first, 'Edited while nobody looked');
    const { status, body } = await first.get('/health/ready');
    expect([status, body]).toEqual([200, { status: 'ok', degraded: ['replica 1'] }]);
  });
});

describe('Broadsheet-After', () => {
  afterEach(() => replica.resumeReplay());

  it('shows the write to whoever sends it, in both transports and without a key', async () => {
    await replicaAnswers(second);
    await replica.pauseReplay();
    const first = await editSilently('Nobody was told of this');
    expect(await headlineIn(second, { 'Broadsheet-After': first })).toBe('Nobody was told of this');
    const after = await editSilently('Nor of this');
    const query = 'query ($id: ID!) { article(id: $id) { headline } }';
    const headers = { 'Broadsheet-After': after };
    const { body } = await second.graphql<{ article: unknown }>(query, { id: story.id }, headers);
    expect(body.data?.article).toEqual({ headline: 'Nor of this' });
    const third = await editSilently('Nor of that');
    expect(await headlineIn(second, { ...writer, 'Broadsheet-After': third })).toBe('Nor of that');
  });

  it('is what every write answers, and shows it in another process at once', async () => {
    for (let number = 0; number < 5; number += 1) {
      const { headline, after } = await edit(first, `Written elsewhere, number ${number}`);
      expect(await headlineIn(second, { 'Broadsheet-After': after })).toBe(headline);
    }
  });

  it('of the future keeps nobody waiting, and no read from the replica', async () => {
    await replicaAnswers(second);
    const future = Buffer.from('FFFFFFFF/FFFFFFFF').toString('base64url');
    await headlineIn(second, { 'Broadsheet-After': future });
    expect(await answersTo(second)).toBe('replica');
  });

  it.each(['', 'MC8', 'MC8x=', 'MC8x MC8x', '0/1', 'w'.repeat(4_000)])(
    'that no write answered is refused: %j',
    async (token) => {
      const headers = { 'Broadsheet-After': token };
      const rest = await second.get<Body>(story.path, headers);
      const graphql = await second.post<Body>('/graphql', { query: '{ site { name } }' }, headers);
      for (const { status, body } of [rest, graphql]) {
        expect([status, body.code]).toEqual([400, 'INVALID_PARAMETER']);
        expect(body.errors[0].pointer).toBe('Broadsheet-After');
      }
    },
  );

  it('may be sent and read by any site', async () => {
    const { headers } = await second.get(story.path, { Origin: 'https://reader.example' });
    expect(headers.get('access-control-expose-headers')).toContain('Broadsheet-After');
    expect(headers.get('vary')).toContain('Broadsheet-After');
  });
});

describe('a replica that fails', () => {
  it('fails no read when it is killed in the middle of it, and answers again once it is back', async () => {
    await replicaAnswers(first);
    const reads = Array.from({ length: 3 }, () => answersTo(first, SLOW_ON_REPLICA));
    await expect.poll(askedOfReplica).toContain('pg_sleep');
    await replica.end('SIGQUIT');
    expect(await Promise.all(reads)).toEqual(['primary', 'primary', 'primary']);
    for (let count = 0; count < 10; count += 1) await headlineIn(first);
    const ready = await first.get('/health/ready');
    expect([ready.status, ready.body]).toEqual([200, { status: 'ok', degraded: ['replica 1'] }]);
    const { headline } = await edit(first, 'Edited while the replica was down');
    await replica.start();
    await replicaAnswers(first);
    expect(await headlineIn(first)).toBe(headline);
    expect((await first.get('/health/ready')).body).toEqual({ status: 'ok' });
  });

  it('is done without when it takes too long', async () => {
    await replicaAnswers(first);
    const slow = compile(
      sql`select pg_is_in_recovery() as "isReplica", case when pg_is_in_recovery() then pg_sleep(60) end`,
    );
    expect(await answersTo(first, slow)).toBe('primary');
    await replicaAnswers(first);
  });

  it('is done without when it hangs, and answers again when it does not', async () => {
    await replicaAnswers(first);
    road.freeze();
    const started = performance.now();
    const reads = await Promise.all(Array.from({ length: 20 }, () => answersTo(first)));
    expect(new Set(reads)).toEqual(new Set(['primary']));
    expect(performance.now() - started).toBeLessThan(8_000);
    await expect
      .poll(async () => {
        const begun = performance.now();
        await headlineIn(first);
        return performance.now() - begun;
      })
      .toBeLessThan(500);
    road.thaw();
    await replicaAnswers(first);
  });

  it('leaves the reads to the others', async () => {
    const nowhere = 'postgres://nobody@127.0.0.1:1/nothing';
    const both = { ...settings, DATABASE_REPLICA_URLS: `${nowhere},${road.url}` };
    const third = await TestApp.start(both, { databaseUrl: primary.url });
    try {
      await replicaAnswers(third);
      const { body } = await third.get('/health/ready');
      expect(body).toEqual({ status: 'ok', degraded: ['replica 1'] });
      for (let count = 0; count < 6; count += 1) expect(await answersTo(third)).toBe('replica');
    } finally {
      await third.close();
    }
  });

  it('does not keep a process from starting, or from ending', async () => {
    road.freeze();
    const third = await TestApp.start(settings, { databaseUrl: primary.url });
    expect(await answersTo(third)).toBe('primary');
    const started = performance.now();
    await third.close();
    expect(performance.now() - started).toBeLessThan(10_000);
    road.thaw();
  });

  it('is not used any more once it is a primary itself', async () => {
    await replicaAnswers(first);
    await replica.query('select pg_promote()');
    await replica.query(`update site set name = 'Another site by now'`);
    for (let count = 0; count < 20; count += 1)
      expect((await first.get<Body>('/v1/site?fields=name')).body.name).not.toBe('Another site by now');
    expect(await answersTo(first)).toBe('primary');
    const alone = new Replica({ name: 'promoted', url: replica.url, poolSize: 1 });
    expect(await alone.read({ text: 'create table written ()', values: [] })).toBeNull();
    await expect(alone.catchUp(0n)).rejects.toThrow('promoted is not used');
    await alone.close();
  });
});
