import { transformFile } from '@swc/core';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const project = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the database of the folder in argv[2] and says so; then waits for its standard input to end, or ends. */
const CHILD = `
import { startEmbeddedPostgres } from './embedded-postgres.js';
process.on('SIGINT', () => console.log('interrupted'));
try {
  const database = await startEmbeddedPostgres({ dataDir: process.argv[2], durable: process.argv[3] === 'durable' });
  console.log('ready ' + database.url);
  if (process.argv[3] !== 'leave') process.stdin.resume().on('end', () => database.stop());
} catch (error) {
  console.log('refused ' + error.message);
}
`;

/** Takes and gives back the folder in argv[2] many times; fails when it finds another owner's mark while it owns. */
const CONTENDER = `
import { rmSync, writeFileSync } from 'node:fs';
import { acquireOwnership, DatabaseInUseError } from './ownership.js';
for (let taken = 0; taken < 150; ) {
  try {
    const ownership = acquireOwnership(process.argv[2]);
    writeFileSync(process.argv[2] + '/mark', '', { flag: 'wx' });
    rmSync(process.argv[2] + '/mark');
    ownership.release();
    taken += 1;
  } catch (error) {
    if (!(error instanceof DatabaseInUseError)) throw error;
  }
}
`;

/** A second compiled copy of the code under test, for processes of their own that can be killed. */
export async function compileInto(checkout: string): Promise<string> {
  const source = join(project, 'src/platform/database/embedded');
  const target = join(checkout, 'embedded');
  await mkdir(target, { recursive: true });
  await writeFile(join(checkout, 'package.json'), '{ "type": "module" }');
  for (const name of await readdir(source)) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const { code } = await transformFile(join(source, name), {
      configFile: false,
      swcrc: false,
      module: { type: 'es6' },
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    });
    await writeFile(join(target, name.replace(/\.ts$/, '.js')), code);
  }
  await writeFile(join(target, 'child.js'), CHILD);
  await writeFile(join(target, 'contender.js'), CONTENDER);
  return target;
}

/** The folder that really holds the files of a data folder. */
export function homeOf(dataDir: string): string {
  const record = join(dataDir, 'location');
  return existsSync(record) ? readFileSync(record, 'utf8').trim() : dataDir;
}

/** PostgreSQL's own data folder. */
export const dataFolder = (dataDir: string): string => join(homeOf(dataDir), 'cluster', 'data');

/** The pid in `postmaster.pid`, or null when no server is said to run. */
export function postmasterPid(data: string): number | null {
  try {
    return Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
  } catch {
    return null;
  }
}

/** A process with a database of its own; `line` is the first thing it said: `ready <url>` or `refused <why>`. */
export interface Child {
  readonly process: ChildProcess;
  readonly line: string;
}

export interface ChildOptions {
  /** A command that runs the rest of its arguments. */
  readonly wrap?: readonly string[];
  /** `hold` (until standard input ends), `durable` (the same, without giving up safety) or `leave` (end at once). */
  readonly mode?: string;
  readonly uid?: number;
  /** What is told of every process as soon as it runs, so that it can be ended whatever happens. */
  readonly track: (child: ChildProcess) => void;
}

/** Starts a process that starts the database of `dataDir`, and waits for the first line it says. */
export async function startChild(scripts: string, dataDir: string, options: ChildOptions): Promise<Child> {
  const script = join(scripts, 'child.js');
  const argv = [...(options.wrap ?? []), process.execPath, script, dataDir, options.mode ?? 'hold'];
  const user = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    ...user,
    // A process group of its own, as a shell gives each command.
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  options.track(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
  return { process: child, line: line ?? '' };
}

/** Ends a process with a signal and waits for that. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Lets the child stop its database and end. */
export async function finish(child: Child): Promise<void> {
  const ended = once(child.process, 'exit');
  child.process.stdin?.end();
  await ended;
}

/** A command that runs the rest of its arguments where `program` fails, as on a system that forbids or lacks it. */
export const without = (program: string): string[] => {
  const path = `/usr/bin/${program}`;
  return ['unshare', '-m', 'sh', '-c', `mount --bind /bin/false ${path} && exec "$@"`, 'sh'];
};
