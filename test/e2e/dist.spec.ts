import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder, end, postmasterPid, project } from '../support/embedded-processes.js';

/** The built server in a process of its own. */
interface Running {
  readonly process: ChildProcess;
  /** All that it has said so far. */
  said(): string;
  /** Settles when it has said this, or ended. */
  says(text: string): Promise<void>;
}

describe('the built application', { timeout: 120_000 }, () => {
  const started: ChildProcess[] = [];
  const servers: Server[] = [];
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-dist-'));
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
  afterEach(async () => {
    for (const child of started.splice(0)) await end(child, 'SIGKILL');
    for (const server of servers.splice(0)) server.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function start(settings: Record<string, string>): Running {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [join(project, 'dist/bundle/main.js')], {
      cwd: folder,
      env: { PATH, HOME, LOG_LEVEL: 'error', ...settings },
    });
    started.push(child);
    let output = '';
    const waiting = new Set<() => void>();
    const note = (chunk: Buffer): void => {
      output += chunk.toString();
      for (const look of waiting) look();
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    const says = (text: string) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (output.includes(text)) resolve();
        };
        waiting.add(look);
        child.once('close', () => resolve());
        look();
      });
    return { process: child, said: () => output, says };
  }

  /** Whether a process of this id is there. */
  function runs(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  it('starts from nothing, answers, and ends with its database on Ctrl-C', async () => {
    const dataDir = join(folder, 'data');
    const server = start({ PORT: '0', DATA_DIR: dataDir });
    await server.says('Ctrl-C stops it');
    const url = /is up at (\S+)/.exec(server.said())?.[1] ?? server.said();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const page = /A page +(\S+)/.exec(server.said())?.[1] ?? '';
    const { site, article } = (await (await fetch(page)).json()) as {
      site: { name: string };
      article: { leadImage: { url: string } };
    };
    expect(site.name).toBe('paradox');
    expect((await fetch(article.leadImage.url)).headers.get('content-type')).toBe('image/svg+xml');
    const graphql = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ site { name } }"}',
    });
    expect(await graphql.json()).toEqual({ data: { site: { name: 'paradox' } } });

    // What is called to see whether it throws is in the bundle, too.
    for (const malformed of ['/v1/articles?q=%zz', '/v1/articles/%E9']) {
      expect((await fetch(`${url}${malformed}`)).status, malformed).toBe(400);
    }
    expect((await fetch(`${url}/s/%zz`)).status).toBe(404);

    const docs = /Docs +(\S+)/.exec(server.said())?.[1] ?? '';
    expect(docs).toBe(`${url}/docs`);
    const accept = 'text/html';
    for (const [page, asset] of [
      [docs, 'docs.css'],
      [`${url}/docs/errors`, 'docs.js'],
      [`${url}/graphql`, 'graphiql.js'],
    ] as const) {
      const html = await (await fetch(page, { headers: { accept } })).text();
      const [stem, extension] = asset.split('.');
      const [, address = ''] = new RegExp(`"([^"]*${stem}\\.[\\w-]+\\.${extension})"`).exec(html) ?? [];
      expect((await fetch(new URL(address, page))).status, page).toBe(200);
    }

    const postgres = postmasterPid(dataFolder(dataDir)) ?? 0;
    expect(runs(postgres)).toBe(true);
    const ended = once(server.process, 'exit');
    server.process.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(runs(postgres)).toBe(false);
    expect(postmasterPid(dataFolder(dataDir))).toBeNull();
  });

  it('says in one line that its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    servers.push(other);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const server = start({ PORT: String(port), DATA_DIR: join(folder, 'unused') });
    const [code] = (await once(server.process, 'close')) as [number];
    expect(server.said()).toBe(`broadsheet: Port ${port} is in use; set PORT to another one\n`);
    expect(code).toBe(1);
  });

  it('says in one line which setting it cannot use, and not the value', async () => {
    const server = start({ DATABASE_URL: 'mysql://user:secret@host/db' });
    const [code] = (await once(server.process, 'close')) as [number];
    expect(server.said()).toBe('broadsheet: DATABASE_URL must be a postgres:// URL\n');
    expect(code).toBe(1);
  });
});
