import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { adoptDraft, clusterOf, dataOf, type Home, makeDraft } from './home.js';
import { type Launcher, succeeds } from './launcher.js';
import type { LogFile } from './log-file.js';

/** The one role (a superuser of this private cluster) and the one database, of the same name. */
const DATABASE = 'broadsheet';

/**
 * The character classes of full-text search follow the C library's LC_CTYPE even when collation is builtin: under
 * plain `C` every character beyond ASCII counts as a letter, and `“Hello”` is indexed with its quotes. The first
 * locale that this machine has is taken; their classes are the same for our purpose.
 */
const CTYPES = ['C.UTF-8', 'en_US.UTF-8', 'C'];

/**
 * Makes the cluster when the home has none: a random password, the database, everything on the disk. A crash on the
 * way leaves only a draft, which the next start removes.
 */
export async function ensureCluster(
  home: Home,
  binaries: Binaries,
  log: LogFile,
  durable: boolean,
): Promise<void> {
  if (existsSync(dataOf(home.dir))) return;
  const offset = log.size();
  for (const ctype of CTYPES) {
    const draft = await makeDraft(home);
    if (await initialise(home.launcher, binaries, draft, { ctype, log, durable }))
      return adoptDraft(home, draft);
    await rm(draft, { recursive: true, force: true });
    if (!log.since(offset).includes('invalid locale name')) break;
  }
  throw new Error(
    `The database in ${home.dir} could not be made: ${log.reasonSince(offset)} (see ${log.path}).`,
  );
}

/** The connection string of the home's cluster at `port` on this machine, for `pg`. */
export async function connectionUrl(home: string, port: number): Promise<string> {
  const password = await readFile(join(clusterOf(home), 'password'), 'utf8');
  return `postgres://${DATABASE}:${password.trim()}@127.0.0.1:${port}/${DATABASE}`;
}

interface InitialiseOptions {
  readonly ctype: string;
  readonly log: LogFile;
  readonly durable: boolean;
}

async function initialise(
  launcher: Launcher,
  binaries: Binaries,
  draft: string,
  { ctype, log, durable }: InitialiseOptions,
): Promise<boolean> {
  const data = join(draft, 'data');
  const passwordFile = join(draft, 'password');
  await writeFile(passwordFile, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600, flush: true });
  await chown(passwordFile, launcher.owner.uid, launcher.owner.gid);
  const initdb = [
    `--pgdata=${data}`,
    `--username=${DATABASE}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    `--lc-ctype=${ctype}`,
    '--text-search-config=english',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  return log.appending(async (descriptor) => {
    const output = ['ignore', descriptor, descriptor] as const;
    if (!(await succeeds(launcher.spawn(binaries.initdb, initdb, [...output])))) return false;
    // Single-user mode ends with a checkpoint, so what it did is as durable as what initdb did.
    const settings = ['exit_on_error=on', 'log_checkpoints=off', `fsync=${durable ? 'on' : 'off'}`];
    const single = ['--single', '-D', data, ...settings.flatMap((setting) => ['-c', setting]), 'postgres'];
    const createDatabase = launcher.spawn(binaries.postgres, single, ['pipe', descriptor, descriptor]);
    createDatabase.stdin?.on('error', () => undefined).end(`CREATE DATABASE ${DATABASE}\n`);
    return succeeds(createDatabase);
  });
}
