import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareBinaries } from './binaries.js';
import { connectionUrl, ensureCluster } from './cluster.js';
import { dataOf, recordedHome, settleHome } from './home.js';
import { LogFile } from './log-file.js';
import { acquireOwnership, currentOwner, DatabaseInUseError, type Ownership } from './ownership.js';
import { errorCode, isPostmaster, waitUntil } from './processes.js';
import { clearLeftovers, readPostmaster, type Server, startServer, stopServer } from './server.js';

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** Connection string for `pg`: `postgres://…@127.0.0.1:<port>/broadsheet`. Holds the password. */
  readonly url: string;
  /** Whether this process started the server, so that `stop` stops it. */
  readonly owned: boolean;
  /** Fast shutdown, within 10 s, then an immediate one. Does nothing for a server that another process owns. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** The folder of the database, its log and its bookkeeping; made when absent. */
  readonly dataDir: string;
  /** Takes one line for each thing an operator may want to know. */
  readonly log?: (line: string) => void;
  /** False gives up safety from a crash of the machine for speed: for tests. True unless told. */
  readonly durable?: boolean;
}

/** How long the owner of a folder may take until its server is ready to be attached to, in milliseconds. */
const ATTACH_MS = 60_000;

/**
 * Starts the cluster of `dataDir`, made first when the folder has none, recovered when the last run was killed. The
 * server ends with this process however that ends, where the system can do this (Linux, `setpriv`); elsewhere the
 * next start takes it over. Call it from the main thread: the server ends with the thread that started it.
 *
 * Rejects with `DatabaseInUseError` when a live process already runs it, else with an Error of one line.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new Error('The embedded PostgreSQL runs on Linux and macOS only; set DATABASE_URL instead.');
  }
  const held = new Map<string, Ownership>();
  const own = (dir: string): void => void (held.has(dir) || held.set(dir, acquireOwnership(dir)));
  const release = (): void => held.forEach((ownership) => ownership.release());
  try {
    mkdirSync(options.dataDir, { recursive: true });
    return await startOwned(realpathSync(options.dataDir), options, own, release);
  } catch (error) {
    release();
    if (!['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error))) throw error;
    throw new Error(`The data folder ${options.dataDir} cannot be used: ${String(error)}.`, { cause: error });
  }
}

/** Attaches to the cluster that a live process runs in `dataDir` (waiting while it starts), or null when none does. */
export async function findEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres | null> {
  if (!existsSync(dataDir)) return null;
  const folder = realpathSync(dataDir);
  const owned = (): boolean => currentOwner(recordedHome(folder)) !== null;
  const ready = (): number | null => {
    const data = dataOf(recordedHome(folder));
    const postmaster = readPostmaster(data);
    return postmaster?.status === 'ready' && isPostmaster(postmaster.pid, data) ? postmaster.port : null;
  };
  await waitUntil(() => !owned() || ready() !== null, ATTACH_MS);
  const port = ready();
  if (port === null || !owned()) return null;
  return { url: await connectionUrl(recordedHome(folder), port), owned: false, stop: async () => undefined };
}

/** Attaches to the running cluster of the folder, or starts it: for tools that work beside a server and without one. */
export async function attachOrStartEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const deadline = Date.now() + ATTACH_MS;
  for (;;) {
    const running = await findEmbeddedPostgres(options.dataDir);
    if (running !== null) return running;
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      // Another process was faster: its server can be attached to.
      if (!(error instanceof DatabaseInUseError) || Date.now() > deadline) throw error;
      await sleep(20);
    }
  }
}

/** The folder where the files are kept elsewhere is owned too: a copied data folder names the same one. */
async function startOwned(
  dataDir: string,
  { log = () => undefined, durable = true }: EmbeddedPostgresOptions,
  own: (dir: string) => void,
  release: () => void,
): Promise<EmbeddedPostgres> {
  own(dataDir);
  own(recordedHome(dataDir));
  await clearLeftovers(dataOf(recordedHome(dataDir)), log);
  const home = await settleHome(dataDir, log);
  own(home.dir);
  const binaries = await prepareBinaries(home.launcher, home.dir);
  const logFile = new LogFile(dataDir);
  await ensureCluster(home, binaries, logFile, durable);
  const server = await startServer({
    data: dataOf(home.dir),
    binaries,
    launcher: home.launcher,
    log: logFile,
    durable,
    portFile: join(dataDir, 'port'),
  });
  const stop = lifetime(server, home.launcher.diesWithParent, release, (reason) =>
    log(`The database server ended unexpectedly (${reason}); see ${logFile.path}.`),
  );
  return { url: await connectionUrl(home.dir, server.port), owned: true, stop };
}

/** Watches over a started server until its end; gives the function that stops it (once, however often it is called). */
function lifetime(
  server: Server,
  diesWithParent: boolean,
  release: () => void,
  onUnexpectedEnd: (reason: string) => void,
): () => Promise<void> {
  let stopping: Promise<void> | null = null;
  const interrupt = (): void => void server.child.kill('SIGINT');
  if (!diesWithParent) process.once('exit', interrupt);
  server.child.once('exit', (code, signal) => {
    process.off('exit', interrupt);
    release();
    if (stopping === null) onUnexpectedEnd(signal ?? `status ${code}`);
  });
  return () => (stopping ??= stopServer(server));
}
