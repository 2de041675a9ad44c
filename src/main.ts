import './config/production.js';
import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildApp } from './app.js';
import { type Backend, openBackend } from './backend.js';
import { publicBaseUrl } from './config/addresses.js';
import { loadSettings } from './config/environment.js';
import type { Settings } from './config/settings.js';
import { DemoService } from './demo/demo.service.js';
import { ExampleStoryQuery } from './docs/example-story.query.js';

/** Starts the API and, where no other is named, its database; ends both on Ctrl-C and SIGTERM. */
async function main(): Promise<void> {
  const settings = loadSettings();
  const port = await freePort(settings);
  const backend = await openBackend(settings, { share: false });
  let app: NestFastifyApplication | null = null;
  try {
    app = await buildApp({ settings, databaseUrl: backend.databaseUrl, keys: backend.keys, port });
    await app.init();
    if (settings.DEMO_SITE) await app.get(DemoService, { strict: false }).fillEmpty(new Date());
    await app.listen(port, settings.HOST);
  } catch (error) {
    await app?.close();
    await backend.stop();
    throw error;
  }
  stopOnSignal(app, backend);
  announce(publicBaseUrl(settings, port), await app.get(ExampleStoryQuery, { strict: false }).slug());
}

/** Ends in order: no new requests, those under way answered, then the database. A second signal does not wait. */
function stopOnSignal(app: NestFastifyApplication, backend: Backend): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    app
      .close()
      .then(() => backend.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/**
 * The port to listen on, found free before anything else is started.
 * @throws Error with one line when another program listens there
 */
function freePort({ PORT, HOST }: Settings): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new Error(
          error.code === 'EADDRINUSE' ? `Port ${PORT} is in use; set PORT to another one` : error.message,
        ),
      );
    });
    probe.listen(PORT, HOST, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function announce(base: string, story: string | null): void {
  const lines = [
    '',
    `  Broadsheet is up at ${base}`,
    '',
    `  Docs      ${base}/docs`,
    ...(story ? [`  A page    ${base}/v1/articles/${story}/page`] : []),
    `  Front     ${base}/v1/front`,
    `  Stories   ${base}/v1/articles`,
    `  GraphQL   ${base}/graphql`,
    `  Health    ${base}/health/ready`,
    '',
    '  npm run reader shows it as a site. Ctrl-C stops it.',
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function fail(error: unknown): never {
  process.stderr.write(`broadsheet: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

await main().catch(fail);
