import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chownTree, sync, syncTree } from './files.js';
import { canWrite, createLauncher, identitiesToTry, type Launcher } from './launcher.js';

/**
 * Where the cluster is kept. Usually that is the data folder itself; when the server must run as a user who cannot
 * reach it, it is a folder elsewhere, and the file `location` in the data folder says where.
 *
 * `<home>/cluster/data` is PostgreSQL's data folder and `<home>/cluster/password` its password: both appear at once,
 * with the rename of a finished draft to `cluster`.
 */
export interface Home {
  readonly dir: string;
  readonly launcher: Launcher;
}

const DRAFT = 'cluster-draft-';

export const clusterOf = (home: string): string => join(home, 'cluster');

/** The folder given to `postgres -D`. */
export const dataOf = (home: string): string => join(clusterOf(home), 'data');

/**
 * The home that the data folder records, or the data folder itself. Throws when the recorded one is gone: to start
 * with an empty database instead is for the operator to decide.
 */
export function recordedHome(dataDir: string): string {
  const record = join(dataDir, 'location');
  if (!existsSync(record)) return dataDir;
  const home = readFileSync(record, 'utf8').trim();
  if (existsSync(home)) return home;
  throw new Error(
    `The database files were in ${home}, which is gone; remove ${record} to start with an empty one.`,
  );
}

/**
 * Finds a way to run the server over the data folder's cluster and moves or hands over existing files where that
 * way needs it. The caller owns the folder, and no server runs in it.
 */
export async function settleHome(dataDir: string, log: (line: string) => void): Promise<Home> {
  const current = recordedHome(dataDir);
  await removeDrafts(current);
  const existing = statSync(dataOf(current), { throwIfNoEntry: false });
  const filesOwner = existing?.uid ?? null;
  const home = await findHome(dataDir, current, filesOwner);
  if (home.dir !== current) {
    const warning = home.dir.startsWith(tmpdir()) ? ', which a restart of the machine may empty' : '';
    log(`The database server cannot use ${current}: its files are kept in ${home.dir}${warning}.`);
    if (existing !== undefined) await copyCluster(current, home);
    await writeFile(join(dataDir, 'location'), `${home.dir}\n`);
    await sync(dataDir);
    await rm(clusterOf(current), { recursive: true, force: true });
  } else if (existing !== undefined && filesOwner !== home.launcher.owner.uid) {
    await chownTree(clusterOf(current), home.launcher.owner);
  }
  return home;
}

/** An empty folder in `home` that the server's user owns and only that user and root can enter. */
export async function makeDraft(home: Home): Promise<string> {
  const draft = await mkdtemp(join(home.dir, DRAFT));
  await chown(draft, home.launcher.owner.uid, home.launcher.owner.gid);
  return draft;
}

/** Makes a finished draft the home's cluster, durably and at once. */
export async function adoptDraft(home: Home, draft: string): Promise<void> {
  await sync(draft);
  await rename(draft, clusterOf(home.dir));
  await sync(home.dir);
}

async function findHome(dataDir: string, current: string, filesOwner: number | null): Promise<Home> {
  const me = process.geteuid?.();
  if (me !== 0 && filesOwner !== null && filesOwner !== me) {
    throw new Error(
      `The database in ${dataDir} belongs to user ${filesOwner}: start as that user, or as root.`,
    );
  }
  const identities = identitiesToTry(filesOwner);
  for (const identity of identities) {
    const home = { dir: current, launcher: await createLauncher(identity) };
    if (await usable(home)) return home;
  }
  for (const identity of identities.filter(({ kind }) => kind === 'user')) {
    const launcher = await createLauncher(identity);
    for (const base of ['/var/lib', tmpdir()]) {
      const dir = await mkdtemp(join(base, 'broadsheet-postgres-')).catch(() => null);
      if (dir === null) continue;
      await chmod(dir, 0o711);
      if (await usable({ dir, launcher })) return { dir, launcher };
      await rm(dir, { recursive: true, force: true });
    }
  }
  throw new Error(`PostgreSQL cannot be run over ${dataDir} as any user; set DATABASE_URL instead.`);
}

async function usable(home: Home): Promise<boolean> {
  const probe = await makeDraft(home).catch(() => null);
  if (probe === null) return false;
  try {
    return await canWrite(home.launcher, probe);
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

async function copyCluster(from: string, home: Home): Promise<void> {
  const draft = await makeDraft(home);
  await cp(clusterOf(from), draft, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  await chownTree(draft, home.launcher.owner);
  await syncTree(draft);
  await adoptDraft(home, draft);
}

/** What a start that died half-way left behind. */
async function removeDrafts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(DRAFT)) continue;
    // The programs of the dead start may still write for a moment; what they leave goes at the next start.
    await rm(join(home, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}
