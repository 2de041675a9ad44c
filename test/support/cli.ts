import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** How a command ended and what it said. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program of the project that runs in a process of its own. */
export class Program {
  readonly ended: Promise<Ended>;
  private stdout = '';
  private stderr = '';

  private constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = once(child, 'close').then(([status]: unknown[]) => ({
      status: status as number | null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  /** @param path of the script, from the project's folder */
  static start(path: string, args: readonly string[], environment: Record<string, string>): Program {
    const { PATH = '', HOME = '', LANG = 'C.UTF-8' } = process.env;
    return new Program(
      spawn(process.execPath, [join(project, path), ...args], {
        // A folder without `.env`, and an environment without the settings of whoever runs the tests.
        cwd: '/',
        env: { PATH, HOME, LANG, ...environment },
      }),
    );
  }

  /** Waits until its standard output matches, and gives the match. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout);
      if (match) return match;
      const { stdout, child } = this;
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`It ended: ${stdout}${this.stderr}`);
      await Promise.race([once(child.stdout as NodeJS.EventEmitter, 'data'), once(child, 'close')]);
    }
  }

  /** Ends it with a signal, when it has not ended by itself. */
  end(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** Builds `dist`, so that programs are those of the sources. */
export async function build(): Promise<void> {
  const { status, stderr } = await Program.start('scripts/build.mjs', [], {}).ended;
  if (status !== 0) throw new Error(`The build failed: ${stderr}`);
}
