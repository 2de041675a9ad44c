import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { end, project } from './embedded-processes.js';
import { ADMIN_KEY } from './test-app.js';

/** Counts what readers ask the memory of a process for, and says so when it ends. */
const COUNTING = `
import { ResponseCache } from '${pathToFileURL(join(project, 'dist/src/platform/cache/response-cache.js')).href}';
const { find } = ResponseCache.prototype;
const count = { asked: 0, found: 0 };
ResponseCache.prototype.find = function (key) {
  const answer = find.call(this, key);
  count.asked += 1;
  if (answer) count.found += 1;
  return answer;
};
process.on('exit', () => process.stdout.write('counted ' + JSON.stringify(count)));
`;

/** How often readers asked for what might be in memory, and how often it was. */
export interface Counted {
  readonly asked: number;
  readonly found: number;
}

/** The built API in a process of its own. */
export class ApiProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly said: () => string,
  ) {}

  /** Builds it as `npm start` does. */
  static build(): void {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], {
      cwd: project,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The API cannot be built: ${stderr}`);
  }

  /** @param settings environment variables that differ from those of tests; `DATABASE_URL` is one of them */
  static async start(settings: Record<string, string>): Promise<ApiProcess> {
    const { PATH = '', HOME = '' } = process.env;
    const counting = `data:text/javascript,${encodeURIComponent(COUNTING)}`;
    const child = spawn(process.execPath, ['--import', counting, join(project, 'dist/src/main.js')], {
      // A folder without `.env`.
      cwd: '/',
      env: {
        ...{ PATH, HOME, LOG_LEVEL: 'error', PORT: '0', HOST: '127.0.0.1', DEMO_SITE: 'false' },
        ...{ RATE_LIMITS: 'off', ADMIN_API_KEY: ADMIN_KEY, SITE_URL: 'https://site.example' },
        ...{ DATABASE_POOL_SIZE: '10', ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') },
        ...settings,
      },
    });
    let said = '';
    await new Promise<void>((resolve) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        if (/is up at \S+\s/.test(said)) resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('close', () => resolve());
    });
    const url = /is up at (\S+)/.exec(said)?.[1];
    if (!url) throw new Error(`The API did not start: ${said}`);
    return new ApiProcess(url, child, () => said);
  }

  /** Ends it at once, whatever it is doing. */
  async kill(): Promise<void> {
    await end(this.child, 'SIGKILL');
  }

  /** Ends it, and gives what was counted. */
  async stop(): Promise<Counted> {
    const closed = once(this.child, 'close');
    await end(this.child, 'SIGTERM');
    await closed;
    return JSON.parse(/counted (\{.*\})/.exec(this.said())?.[1] ?? 'null') as Counted;
  }
}
