import { freePort } from './free-port.js';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, vi } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import { project } from './embedded-processes.js';
import type { TestApp } from './test-app.js';

const USUAL_PLACES = ['/usr/sbin/varnishd', '/usr/local/sbin/varnishd', '/opt/homebrew/sbin/varnishd'];

/** The configuration that the guide recommends. */
const EXAMPLE = join(project, 'examples/varnish/default.vcl');

/** The program of VARNISHD_PATH, else of a usual place; null where there is none that takes the example. */
function varnishPath(): string | null {
  const named = process.env['VARNISHD_PATH'] ?? USUAL_PLACES.find((path) => existsSync(path));
  if (named === undefined) return null;
  // Without its modules, or without a C compiler, it cannot read the example.
  return spawnSync(named, ['-C', '-f', EXAMPLE]).status === 0 ? named : null;
}

/** Tests that need Varnish with xkey. Where it is missing they are skipped, and their name says what is missing. */
export function describeWithVarnish(name: string, tests: () => void): void {
  const isMissing = varnishPath() === null;
  describe.skipIf(isMissing)(`${name}${isMissing ? ' (skipped: no Varnish, see VARNISHD_PATH)' : ''}`, () => {
    tests();
  });
}

/**
 * Takes everything as purged that was committed so far. A new target is purged of everything, and again some seconds
 * later: what a test sees would not be its own doing.
 */
export async function settlePurges(site: TestApp): Promise<void> {
  await vi.waitFor(async () => {
    const settled = await site.database
      .query(sql`update log_follower set seq = case when name like '% counters %'
        then (select coalesce(max(seq), 0) from counter_fold) else (select coalesce(max(seq), 0) from change) end
      returning name`);
    // The changes and the counters of one target at least.
    expect(settled.length).toBeGreaterThan(1);
  });
}

/** A real Varnish with the example's configuration. */
export class Varnish {
  readonly url: string;
  #process: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param backendPort where the API listens, or will listen, on 127.0.0.1 */
  static async start(backendPort: number): Promise<Varnish> {
    const folder = await mkdtemp(join(tmpdir(), 'broadsheet-varnish-'));
    const example = await readFile(EXAMPLE, 'utf8');
    await writeFile(join(folder, 'test.vcl'), example.replace('"3000"', `"${backendPort}"`));
    const varnish = new Varnish(folder, await freePort());
    await varnish.resume();
    return varnish;
  }

  /** Starts it on the port that it had, with an empty cache. */
  async resume(): Promise<void> {
    const options = ['-F', '-j', 'none', '-a', `127.0.0.1:${this.port}`, '-f', join(this.folder, 'test.vcl')];
    const memory = ['-n', join(this.folder, 'work'), '-s', 'malloc,32m'];
    // A group of its own: it is two processes, which freeze together.
    this.#process = spawn(varnishPath() ?? 'varnishd', [...options, ...memory], {
      stdio: 'ignore',
      detached: true,
    });
    while (!(await this.#answers())) await pause(50);
  }

  /** Answers nobody until it is thawed, and forgets nothing. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  async stop(): Promise<void> {
    const running = this.#process;
    if (!running) return;
    this.#process = null;
    const ended = once(running, 'exit');
    running.kill('SIGTERM');
    await ended;
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#process?.pid !== undefined) process.kill(-this.#process.pid, signal);
  }

  /** Purging nothing needs no backend. */
  async #answers(): Promise<boolean> {
    if (this.#process?.exitCode !== null) throw new Error('Varnish ended');
    const purged = fetch(this.url, { method: 'PURGE', headers: { 'surrogate-key': 'nothing' } });
    return purged.then(
      async (response) => (await response.text(), response.ok),
      () => false,
    );
  }
}
