import { freePort } from '../support/free-port.js';
import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MemoryReferenceConfig } from './memory-reference.js';
import type { LoadOrder, LoadResult } from './load.js';
import type { ReferenceConfig } from './reference.js';

/** A server under load. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  /** Where its inspector listens, when it was started with one. */
  readonly inspector?: string;
  /** Milliseconds from the start of the process to its first answer. */
  readonly startMs?: number;
  stop(): Promise<void>;
}

const fileBeside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** As `npm start` has it. */
const HEAP = ['--max-old-space-size=512', '--max-semi-space-size=16'];

/** Starts the built product as its users do, with these settings and no others. */
export async function startProduct(
  program: string,
  settings: Readonly<Record<string, string>>,
  { cwd, inspect = false }: { cwd: string; inspect?: boolean },
): Promise<Server> {
  const port = await freePort();
  const started = performance.now();
  const nodeArguments = inspect ? [...HEAP, '--inspect=127.0.0.1:0'] : HEAP;
  const child = spawn(process.execPath, [...nodeArguments, program], {
    cwd,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...settings, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = await outputUntil(child, / is up at /);
  const url = `http://127.0.0.1:${port}`;
  await (await fetch(`${url}/v1/site`)).arrayBuffer();
  const startMs = performance.now() - started;
  const inspector = /ws:\/\/\S+/.exec(said)?.[0];
  return { url, pid: child.pid as number, inspector, startMs, stop: stopper(child) };
}

export const startReference = (config: ReferenceConfig): Promise<Server> => startBare('reference.js', config);

export const startMemoryReference = (config: MemoryReferenceConfig): Promise<Server> =>
  startBare('memory-reference.js', config);

async function startBare(file: string, config: object): Promise<Server> {
  const child = fork(fileBeside(file), { serialization: 'advanced' });
  child.send(config);
  const [{ port }] = (await messageOf(child)) as [{ port: number }];
  return { url: `http://127.0.0.1:${port}`, pid: child.pid as number, stop: stopper(child) };
}

/** A process that makes load, one order after the other. */
export class LoadGenerator {
  readonly #child = fork(fileBeside('load.js'));
  readonly stop = stopper(this.#child);

  async run(order: LoadOrder): Promise<LoadResult> {
    this.#child.send(order);
    const [result] = (await messageOf(this.#child)) as [LoadResult];
    return result;
  }
}

/** Resident memory of a process, in megabytes. */
export const residentMegabytes = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;

/** Milliseconds of processor time that a process has used, or null where the system has no `/proc`. */
export function processorMilliseconds(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    // proc(5): utime and stime, in ticks of a hundredth of a second.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return null;
  }
}

function outputUntil(child: ChildProcess, sign: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (sign.test(said)) resolve(said);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', () => reject(new Error(`The product ended while starting:\n${said}`)));
  });
}

async function messageOf(child: ChildProcess): Promise<unknown[]> {
  const ended = new AbortController();
  const exit = once(child, 'exit', { signal: ended.signal }).then(() => {
    throw new Error('A process of the benchmark ended early');
  });
  exit.catch(() => undefined);
  try {
    return await Promise.race([once(child, 'message'), exit]);
  } finally {
    ended.abort();
  }
}

/** Ends a child and waits for its end. A child never outlives the benchmark. */
function stopper(child: ChildProcess): () => Promise<void> {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  };
}
