import { freePort } from './free-port.js';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DemoService } from '../../src/demo/demo.service.js';
import { end, project } from './embedded-processes.js';
import { TestApp } from './test-app.js';

/** The built reader in a process of its own. */
export class ReaderProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Builds it as `npm run reader` does. */
  static build(): void {
    const { status, stderr } = spawnSync(process.execPath, ['examples/reader/build.mjs'], {
      cwd: project,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The reader cannot be built: ${stderr}`);
  }

  /** @param apiUrl the API that it reads */
  static async start(apiUrl: string, port: number): Promise<ReaderProcess> {
    const child = spawn(process.execPath, [join(project, 'dist-reader/main.js')], {
      env: { PATH: process.env['PATH'], BROADSHEET_URL: apiUrl, READER_PORT: String(port) },
    });
    const output = await new Promise<string>((resolve) => {
      let said = '';
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        if (said.includes('Ctrl-C stops it')) resolve(said);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('close', () => resolve(said));
    });
    const url = /is up at (\S+)/.exec(output)?.[1];
    if (!url) throw new Error(`The reader did not start: ${output}`);
    return new ReaderProcess(url, child);
  }

  stop(): Promise<void> {
    return end(this.child, 'SIGTERM');
  }
}

/** The demo site as its readers see it: the API, and the reader that shows it. */
export class ReaderSite {
  private constructor(
    readonly api: TestApp,
    readonly reader: ReaderProcess,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<ReaderSite> {
    ReaderProcess.build();
    const [port, apiPort] = [await freePort(), await freePort()];
    const api = await TestApp.start(
      {
        SITE_URL: `http://127.0.0.1:${port}`,
        PUBLIC_BASE_URL: `http://127.0.0.1:${apiPort}`,
        TRUSTED_PROXIES: '127.0.0.1',
        ...environment,
      },
      { port: apiPort },
    );
    try {
      await api.app.get(DemoService, { strict: false }).fillEmpty(new Date());
      return new ReaderSite(api, await ReaderProcess.start(api.url, port));
    } catch (error) {
      await api.close();
      throw error;
    }
  }

  get url(): string {
    return this.reader.url;
  }

  async close(): Promise<void> {
    await this.reader.stop();
    await this.api.close();
  }
}
