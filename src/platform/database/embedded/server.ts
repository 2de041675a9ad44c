import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import type { Launcher } from './launcher.js';
import type { LogFile } from './log-file.js';
import { errorCode, isPostmaster, pidInUse, waitUntil } from './processes.js';

/** What `postmaster.pid` says: the server's pid, its TCP port, and `starting`, `ready` or `stopping`. */
interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

interface ServerOptions {
  readonly data: string;
  readonly binaries: Binaries;
  readonly launcher: Launcher;
  readonly log: LogFile;
  readonly durable: boolean;
  /** Remembers the port, so that an address once noted stays right while it is free. */
  readonly portFile: string;
}

/** A server that this process started. */
export interface Server {
  readonly child: ChildProcess;
  readonly port: number;
}

/** How long PostgreSQL gets for each way of stopping, gentlest first, in milliseconds. SIGQUIT needs a recovery. */
const STOPS = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
] as const;

/** How long a start waits for what an earlier server left (its port, its shared memory) to go away. */
const LEFTOVERS_MS = 15_000;

/** A pid above every system's limit: nobody has it, and PostgreSQL takes a file that names it for a stale one. */
const NO_PID = 2 ** 31 - 2;

/** Reads `postmaster.pid` (its lines: pid, data folder, start time, port, …, the eighth the status). */
export function readPostmaster(data: string): Postmaster | null {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Stops a server that outlived the process which started it, and sees to it that a recycled pid in `postmaster.pid`
 * does not keep PostgreSQL from starting. Only a process whose command line names this folder is ever signalled.
 * The file is not removed but made to name nobody: its other lines let PostgreSQL itself find out whether orphaned
 * backends of the dead server still use the data.
 */
export async function clearLeftovers(data: string, log: (line: string) => void): Promise<void> {
  const left = readPostmaster(data);
  if (left === null) return;
  const { pid } = left;
  if (isPostmaster(pid, data)) {
    log(`Stopping the database server ${pid}, left by a process that died.`);
    for (const [signal, patience] of STOPS) {
      signalPostmaster(pid, data, signal);
      if (await waitUntil(() => !isPostmaster(pid, data), patience)) return clearLeftovers(data, log);
    }
    throw new Error(`The database server ${pid} in ${data} does not stop.`);
  }
  if (!pidInUse(pid)) return;
  const file = join(data, 'postmaster.pid');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(NO_PID)));
}

/** Starts the server on a free port of 127.0.0.1 and waits until it takes connections, however long recovery is. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const deadline = Date.now() + LEFTOVERS_MS;
  for (let wanted = rememberedPort(options.portFile); ; wanted = 0) {
    const port = await freePort(wanted);
    const offset = options.log.size();
    const child = await launch(options, port);
    if (await becomesReady(child, options.data)) {
      writeFileSync(options.portFile, `${port}\n`);
      child.unref();
      return { child, port };
    }
    const said = options.log.since(offset);
    const passing = /could not bind|could not create any TCP\/IP sockets|shared memory block .* still in use/;
    if (!passing.test(said) || Date.now() > deadline) {
      const reason = options.log.reasonSince(offset);
      throw new Error(`PostgreSQL did not start in ${options.data}: ${reason} (see ${options.log.path}).`);
    }
    await sleep(50);
  }
}

/** Stops a server that this process started: fast shutdown, after 10 s an immediate one. */
export async function stopServer({ child }: Server): Promise<void> {
  // The child was unreferenced at start; without this Node may end before it has heard of the child's end.
  child.ref();
  for (const [signal, patience] of STOPS) {
    if (!child.kill(signal) || (await exitsWithin(child, patience))) return;
  }
}

function launch(options: ServerOptions, port: number): Promise<ChildProcess> {
  const settings = [...serverSettings(port), ...(options.durable ? [] : UNSAFE_SETTINGS)];
  const args = ['-D', options.data, ...settings.flatMap((setting) => ['-c', setting])];
  return options.log.appending(async (descriptor) =>
    options.launcher.spawn(options.binaries.postgres, args, ['ignore', descriptor, descriptor]),
  );
}

function serverSettings(port: number): string[] {
  return [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    // A socket's path may have 107 bytes, which a deep checkout exceeds; TCP is all that is used.
    'unix_socket_directories=',
    'max_connections=100',
    'shared_buffers=256MB',
    'jit=off',
    'timezone=UTC',
    'lc_messages=C',
    // Only what concerns the server: errors are the caller's, and their text can hold readers' data.
    'log_min_messages=log',
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    'log_checkpoints=off',
  ];
}

/** For throw-away clusters: faster, and lost when the machine crashes. */
const UNSAFE_SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** True once `postmaster.pid` says that this very child takes connections, false when the child ended before. */
async function becomesReady(child: ChildProcess, data: string): Promise<boolean> {
  let failed = false;
  child.once('error', () => (failed = true));
  const ended = (): boolean => failed || child.exitCode !== null || child.signalCode !== null;
  const ready = (): boolean => {
    const postmaster = readPostmaster(data);
    return postmaster?.pid === child.pid && postmaster?.status === 'ready';
  };
  await waitUntil(() => ended() || ready(), Number.POSITIVE_INFINITY);
  return !ended();
}

function exitsWithin(child: ChildProcess, patience: number): Promise<boolean> {
  return waitUntil(() => child.exitCode !== null || child.signalCode !== null, patience);
}

function signalPostmaster(pid: number, data: string, signal: NodeJS.Signals): void {
  try {
    if (isPostmaster(pid, data)) process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

function rememberedPort(file: string): number {
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) || 0 : 0;
}

/** The wanted port when it is free, else any free one. Another program may take it first: the start then repeats. */
async function freePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? 0;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}
