import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KeyRing } from '../../src/platform/secrets/key-ring.js';
import { ENCRYPTED_COLUMNS, LAST_ENCRYPTED_COLUMN } from '../../src/privacy/encrypted-columns.js';
import { KeyRotationService } from '../../src/privacy/key-rotation.service.js';
import { build, type Ended, Program } from '../support/cli.js';
import { aComment, added, storyOf } from '../support/comments.js';
import { freshDatabase, type TestDatabase } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

const encoded = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
const OLD = `old:${encoded(1)}`;
const NEW = `new:${encoded(2)}`;
const BOTH = `${NEW},${OLD}`;
const CLI = 'dist/bundle/cli.js';

interface Sealed {
  readonly key: string;
  readonly count: number;
}

/** How many values each key has encrypted, in all columns together. */
async function sealed(site: TestApp): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, column } of [...ENCRYPTED_COLUMNS, LAST_ENCRYPTED_COLUMN]) {
    const { rows } = await site.database.pool.query<Sealed>(
      `select convert_from(substring(${column} from 2 for get_byte(${column}, 0)), 'UTF8') as key, count(*)::int as count
        from ${table} where ${column} is not null group by 1`,
    );
    for (const { key, count } of rows) counts[key] = (counts[key] ?? 0) + count;
  }
  return counts;
}

const ringOf = (site: TestApp): KeyRing => site.app.get(KeyRing, { strict: false });

/** The address that a comment is found by, as it is stored. */
async function emailFound(site: TestApp, email: string): Promise<string[]> {
  const ring = ringOf(site);
  const { rows } = await site.database.pool.query<{ cipher: Buffer }>(
    'select email_cipher as cipher from comment_identity where email_index = $1',
    [ring.index('comment-email', email)],
  );
  return rows.map(({ cipher }) => ring.decrypt('comment-email', cipher));
}

/** Many more identities like the one of a comment, so that changing keys takes a while. */
const multiply = (site: TestApp, comment: string, count: number): Promise<unknown> =>
  site.database.pool.query(
    `with copies as (
      insert into comment (id, article_id, path, depth, author_name, avatar_seed, badges, text, html, status, created_at)
      select gen_random_uuid(), article_id, path || to_hex(nextval('comment_label')), 0, author_name, avatar_seed, badges,
        text, html, status, created_at
      from comment, generate_series(1, $2) where id = $1 returning id)
    insert into comment_identity (comment_id, email_cipher, email_index)
      select copies.id, email_cipher, email_index from copies, comment_identity where comment_id = $1`,
    [comment, count],
  );

let database: TestDatabase;
const open: TestApp[] = [];
const started: Program[] = [];

const start = async (keys: string): Promise<TestApp> => {
  const site = await TestApp.start({ ENCRYPTION_KEY: keys }, { databaseUrl: database.url });
  open.push(site);
  return site;
};
const rotate = (): Program => {
  const environment = { DATABASE_URL: database.url, ENCRYPTION_KEY: BOTH, DEMO_SITE: 'false' };
  const program = Program.start(CLI, ['keys', 'rotate', '--json'], environment);
  started.push(program);
  return program;
};
const reported = ({ status, stdout, stderr }: Ended): Record<string, number> => {
  expect(status, stderr).toBe(0);
  const columns = JSON.parse(stdout) as { column: string; encrypted: number }[];
  return Object.fromEntries(columns.map(({ column, encrypted }) => [column, encrypted]));
};

beforeAll(async () => {
  database = await freshDatabase();
  await build();
}, 60_000);
afterEach(async () => {
  for (const program of started.splice(0)) await program.end('SIGKILL');
  for (const site of open.splice(0)) await site.close();
});
afterAll(() => database.drop());

describe('a leaked key', () => {
  it('is taken out while readers write, whatever stops the command', async () => {
    const before = await start(OLD);
    const { path } = await storyOf(before, 'rotation');
    const first = await added(before, path, { email: 'Ada@Example.com' });
    await multiply(before, first.id, 3_000);
    await before.post(path, aComment({ email: 'kept@example.com' }), { 'idempotency-key': 'a-key' });
    expect(Object.keys(await sealed(before))).toEqual(['old']);

    // Servers take the new key first, one by one, and go on serving.
    const during = await start(BOTH);
    const after: string[] = [];
    let writing = true;
    const readers = (async () => {
      while (writing) {
        const email = `reader-${after.length}@example.com`;
        await added(during, path, { email });
        after.push(email);
      }
    })();
    const killed = rotate();
    for (;;) {
      const { new: done = 0 } = await sealed(during);
      if (done > after.length * 2 + 500) break;
    }
    await killed.end('SIGKILL');
    const halfway = await sealed(during);
    expect(halfway['old']).toBeGreaterThan(0);
    expect(await killed.ended).toMatchObject({ status: null });
    // What is not done yet needs the key: nobody can leave it out by mistake.
    await expect(start(NEW)).rejects.toThrow(
      'ENCRYPTION_KEY is not the one that this database was filled with',
    );

    const report = reported(await rotate().ended.finally(() => (writing = false)));
    await readers;
    const { 'comment_identity.email_cipher': emails = 0, 'comment_identity.address_cipher': networks = 0 } =
      report;
    expect(emails + networks).toBeGreaterThan(0);
    expect(emails + networks).toBeLessThan(6_000);
    expect(report).toMatchObject({ 'kept_answer.answer_cipher': 1, 'installation.look_up_cipher': 1 });
    expect(Object.keys(await sealed(during))).toEqual(['new']);
    expect(after.length).toBeGreaterThan(0);
    const again = await during.app.get(KeyRotationService, { strict: false }).rotate();
    expect(again.map(({ encrypted }) => encrypted)).toEqual(
      [...ENCRYPTED_COLUMNS, LAST_ENCRYPTED_COLUMN].map(() => 0),
    );

    const without = await start(NEW);
    expect((await emailFound(without, 'ada@example.com')).length).toBe(3_001);
    for (const email of after) expect(await emailFound(without, email)).toEqual([email]);
    // Readers are known again, by what nobody can compute who has the old key.
    const later = await added(without, path, { email: 'ada@example.com' });
    expect(later.author.avatarSeed).toBe(first.author.avatarSeed);
    const stolen = new KeyRing([{ id: 'old', secret: Buffer.alloc(32, 1) }]);
    expect(stolen.index('comment-avatar', 'ada@example.com').toString('hex')).not.toContain(
      first.author.avatarSeed,
    );
    const answer = await without.post(path, aComment({ email: 'kept@example.com' }), {
      'idempotency-key': 'a-key',
    });
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    await expect(start(OLD)).rejects.toThrow(
      'ENCRYPTION_KEY is not the one that this database was filled with',
    );
  }, 60_000);

  it('is not said to be out while a server still encrypts with it', async () => {
    const site = await start(BOTH.split(',').reverse().join(','));
    const { path } = await storyOf(site, 'straggler');
    await added(site, path);
    const rotated = await start(BOTH);
    const service = rotated.app.get(KeyRotationService, { strict: false });
    const encrypt = ringOf(rotated).encrypt.bind(ringOf(rotated));
    // As if a straggler wrote each row again between two passes.
    ringOf(rotated).encrypt = (purpose, text) => ringOf(site).encrypt(purpose, text);
    await expect(service.rotate()).rejects.toThrow(
      /comment_identity\.email_cipher is still being written with another key: start every server/,
    );
    ringOf(rotated).encrypt = encrypt;
    await service.rotate();
    expect(Object.keys(await sealed(rotated))).toEqual(['new']);
  });
});

describe('an installation that began before there was a secret of look-ups', () => {
  it('finds what it stored, and its key can be changed all the same', async () => {
    const old = new KeyRing([{ id: 'old', secret: Buffer.alloc(32, 1) }]);
    const made = await freshDatabase();
    const begin = async (keys: string) => {
      const site = await TestApp.start({ ENCRYPTION_KEY: keys }, { databaseUrl: made.url });
      open.push(site);
      return site;
    };
    const site = await begin(OLD);
    await site.database.pool.query('update installation set key_fingerprint = $1, look_up_cipher = null', [
      old.fingerprint,
    ]);
    await expect(begin(NEW)).rejects.toThrow('ENCRYPTION_KEY is not the one');
    const indexes = [ringOf(await begin(OLD)), ringOf(await begin(BOTH)), old].map((ring) =>
      ring.index('comment-email', 'ada@example.com'),
    );
    expect(indexes[0]).toEqual(indexes[2]);
    expect(indexes[1]).toEqual(indexes[2]);
    const rotated = await begin(BOTH);
    await rotated.app.get(KeyRotationService, { strict: false }).rotate();
    expect(ringOf(await begin(NEW)).index('comment-email', 'ada@example.com')).toEqual(indexes[2]);
    for (const one of open.splice(0)) await one.close();
    await made.drop();
  });
});

describe('a command that cannot begin', () => {
  const otherKey = { ENCRYPTION_KEY: `other:${encoded(3)}` };
  const noFile = { COMMENT_WORDS_FILE: '/nowhere' };

  it.each<[string, Record<string, string>, string]>([
    ['keys rotate', otherKey, 'ENCRYPTION_KEY is not the one'],
    ['privacy export ada@example.com', otherKey, 'ENCRYPTION_KEY is not the one'],
    ['notifications stuck', noFile, 'COMMENT_WORDS_FILE cannot be used'],
  ])('says why and ends: %s', { timeout: 60_000 }, async (command, changes, said) => {
    await start(NEW);
    const environment = { DATABASE_URL: database.url, ENCRYPTION_KEY: NEW, DEMO_SITE: 'false', ...changes };
    const program = Program.start(CLI, command.split(' '), environment);
    started.push(program);
    expect(await program.ended).toEqual({ status: 1, stdout: '', stderr: expect.stringContaining(said) });
  });
});

describe('the list of encrypted columns', () => {
  it('names every column that ciphers are in', async () => {
    const site = await start(NEW);
    const { rows } = await site.database.pool.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
        where table_schema = 'public' and column_name like '%cipher%' order by 1`,
    );
    const listed = [...ENCRYPTED_COLUMNS, LAST_ENCRYPTED_COLUMN].map(
      ({ table, column }) => `${table}.${column}`,
    );
    expect(rows.map(({ name }) => name)).toEqual(listed.sort());
  });
});
