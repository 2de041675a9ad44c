import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { processorMilliseconds, residentMegabytes } from '../processes.js';

/** One run of the command line, as it was seen from outside. */
export interface CliRun {
  readonly seconds: number;
  /** The most that the process held in memory at a time. */
  readonly peakMegabytes: number;
  /** Processor time in seconds; null where it is not known. */
  readonly processorSeconds: number | null;
  /** Processor time of what PostgreSQL did for this database, in seconds; null where it is not known. */
  readonly databaseSeconds: number | null;
  /** Entries of the change log over the time of the run, in seconds since its start. */
  readonly progress: readonly { readonly at: number; readonly changes: number }[];
  /** What it printed. */
  readonly stdout: string;
}

const SAMPLE_EVERY_MS = 250;

/** Runs the built command line over a database and watches it. @throws Error when it does not end well */
export async function runCli(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  cwd: string,
): Promise<CliRun> {
  const watch = await Watch.on(settings['DATABASE_URL'] as string);
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  // What could not be seen is missing from the picture, no more.
  const look = (): void => void watch.look(child.pid as number).catch(() => undefined);
  const timer = setInterval(look, SAMPLE_EVERY_MS);
  const [status] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  process.off('exit', kill);
  const seconds = (performance.now() - started) / 1_000;
  await watch.end();
  if (status !== 0) throw new Error(`The import ended with status ${status}:\n${stdout}`);
  return { seconds, stdout, ...watch.seen };
}

/** Looks at a process, and at the database that it fills. */
class Watch {
  private readonly started = performance.now();
  private readonly progress: { at: number; changes: number }[] = [];
  private readonly backends = new Map<number, { first: number; last: number }>();
  private peakMegabytes = 0;
  private processorMs: number | null = null;
  private looking: Promise<void> | null = null;

  private constructor(private readonly client: Client) {}

  static async on(databaseUrl: string): Promise<Watch> {
    const client = new Client({ connectionString: databaseUrl, application_name: 'bench watch' });
    // A lost connection fails the query under way; nobody else need hear of it.
    client.on('error', () => undefined);
    await client.connect();
    return new Watch(client);
  }

  get seen(): Omit<CliRun, 'seconds' | 'stdout'> {
    const times = [...this.backends.values()].map(({ first, last }) => last - first);
    return {
      progress: this.progress,
      peakMegabytes: this.peakMegabytes,
      processorSeconds: this.processorMs === null ? null : this.processorMs / 1_000,
      databaseSeconds: times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0) / 1_000,
    };
  }

  async look(pid: number): Promise<void> {
    this.peakMegabytes = Math.max(this.peakMegabytes, peakMegabytes(pid));
    this.processorMs = processorMilliseconds(pid) ?? this.processorMs;
    this.looking ??= this.lookAtDatabase().finally(() => (this.looking = null));
    await this.looking;
  }

  async end(): Promise<void> {
    await this.looking?.catch(() => undefined);
    await this.client.end();
  }

  private async lookAtDatabase(): Promise<void> {
    const at = (performance.now() - this.started) / 1_000;
    const { rows } = await this.client.query<{ changes: string; pids: number[] }>(
      `select (select coalesce(max(seq), 0) from change) as changes, array(select pid from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()) as pids`,
    );
    this.progress.push({ at, changes: Number(rows[0]?.changes) });
    for (const pid of rows[0]?.pids ?? []) this.note(pid, processorMilliseconds(pid));
  }

  /** A backend that is met for the first time has been at work for this run only, or is one of the server's own. */
  private note(pid: number, time: number | null): void {
    if (time === null) return;
    const known = this.backends.get(pid);
    if (known) known.last = time;
    else this.backends.set(pid, { first: this.progress.length > 1 ? 0 : time, last: time });
  }
}

/** Linux keeps the most that a process held (proc(5), `VmHWM`); elsewhere what it holds now has to do. */
function peakMegabytes(pid: number): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return process.platform === 'linux' ? 0 : currentMegabytes(pid);
  }
}

function currentMegabytes(pid: number): number {
  try {
    return residentMegabytes(pid);
  } catch {
    return 0;
  }
}
