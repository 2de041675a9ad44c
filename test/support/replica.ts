import { administer } from './administer.js';
import { freePort } from './free-port.js';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { type Binaries, prepareBinaries } from '../../src/platform/database/embedded/binaries.js';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded/embedded-postgres.js';
import { chownTree } from '../../src/platform/database/embedded/files.js';
import { type Home, settleHome } from '../../src/platform/database/embedded/home.js';
import { LogFile } from '../../src/platform/database/embedded/log-file.js';
import { dataFolder } from './embedded-processes.js';

/** What a copy of a running server must not have (PostgreSQL, "Backing Up the Data Directory"). */
const NOT_COPIED = new Set(['postmaster.pid', 'postmaster.opts', 'pg_internal.init']);
/** Folders that are there in a copy, but empty. */
const EMPTIED = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
];

/** A server of its own, with nothing in it, that can have a streaming replica. */
export class Primary {
  private constructor(
    private readonly server: EmbeddedPostgres,
    readonly dataDir: string,
  ) {}

  static async start(): Promise<Primary> {
    const dataDir = await temporaryFolder('primary');
    const server = await startEmbeddedPostgres({ dataDir, durable: false });
    // A commit is on its way to the replica before its writer hears of it, as on a server that is safe from crashes.
    await administer(server.url, 'alter role broadsheet set synchronous_commit = local');
    return new Primary(server, dataDir);
  }

  get url(): string {
    return this.server.url;
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** A streaming replica whose replay can be paused, and which can be ended and started again. */
export class ReplicaServer {
  #child: ChildProcess | null = null;

  private constructor(
    private readonly home: Home,
    private readonly binaries: Binaries,
    private readonly dataDir: string,
    /** Where it takes connections, with the primary's database and password. */
    readonly url: string,
  ) {}

  /** Copies the running primary with PostgreSQL's low-level API for backups, and starts the copy as a standby. */
  static async of(primary: Primary): Promise<ReplicaServer> {
    const dataDir = await temporaryFolder('replica');
    const home = await settleHome(dataDir, () => undefined);
    const binaries = await prepareBinaries(home.launcher, home.dir);
    await copyRunning(primary, join(home.dir, 'data'));
    await chownTree(join(home.dir, 'data'), home.launcher.owner);
    const url = new URL(primary.url);
    url.port = String(await freePort());
    const replica = new ReplicaServer(home, binaries, dataDir, url.href);
    await replica.start();
    return replica;
  }

  /** Starts the server and waits until it answers. */
  async start(): Promise<void> {
    const settings = [
      `port=${new URL(this.url).port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'hot_standby=on',
      'fsync=off',
      'max_connections=100',
    ];
    const args = ['-D', join(this.home.dir, 'data'), ...settings.flatMap((setting) => ['-c', setting])];
    this.#child = await new LogFile(this.dataDir).appending(async (descriptor) =>
      this.home.launcher.spawn(this.binaries.postgres, args, ['ignore', descriptor, descriptor]),
    );
    while (!(await this.#answers())) await pause(20);
  }

  /** Ends the server: `SIGQUIT` without a word to those who are connected, `SIGINT` in order. */
  async end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** What is committed from here on is not shown until `resumeReplay`. */
  async pauseReplay(): Promise<void> {
    await this.query('select pg_wal_replay_pause()');
    // The pause is asked for, and made by the process that replays.
    while ((await this.query('select pg_get_wal_replay_pause_state() as state'))[0]?.['state'] !== 'paused')
      await pause(5);
  }

  async resumeReplay(): Promise<void> {
    await this.query('select pg_wal_replay_resume()');
  }

  /** Runs a statement on the replica itself. */
  async query(statement: string, url = this.url): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.end('SIGQUIT');
    await rm(this.home.dir, { recursive: true, force: true });
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    if (this.#child?.exitCode !== null) throw new Error(new LogFile(this.dataDir).reasonSince(0));
    return this.query('select 1').then(
      () => true,
      () => false,
    );
  }
}

async function copyRunning(primary: Primary, target: string): Promise<void> {
  const source = dataFolder(primary.dataDir);
  const client = new Client({ connectionString: primary.url });
  await client.connect();
  try {
    await client.query(`select pg_backup_start('replica', fast => true)`);
    await cp(source, target, {
      recursive: true,
      filter: (path) => !NOT_COPIED.has(path.slice(path.lastIndexOf('/') + 1)) && !isEmptied(source, path),
    });
    for (const folder of EMPTIED) await mkdir(join(target, folder), { recursive: true, mode: 0o700 });
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(wait_for_archive => false)',
    );
    await writeFile(join(target, 'backup_label'), rows[0]?.labelfile ?? '');
  } finally {
    await client.end();
  }
  await chmod(target, 0o700);
  await writeFile(join(target, 'standby.signal'), '');
  await appendFile(join(target, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo(primary.url)}'\n`);
}

/** What is inside a folder that the copy has empty. */
const isEmptied = (source: string, path: string): boolean =>
  EMPTIED.some((folder) => path.startsWith(join(source, folder, '/')));

function conninfo(url: string): string {
  const { hostname, port, username, password } = new URL(url);
  return `host=${hostname} port=${port} user=${username} password=${password}`;
}

async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `broadsheet-${name}-`));
  await chmod(folder, 0o755);
  return folder;
}
