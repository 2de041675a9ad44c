import type { AddressInfo } from 'node:net';
import { Broadsheet } from './api/broadsheet.js';
import { Assets } from './http/assets.js';
import { readerServer } from './http/server.js';
import { readSettings } from './settings.js';

/** Starts the site; Ctrl-C and SIGTERM end it once the requests under way are answered. */
async function main(): Promise<void> {
  const { apiUrl, host, port } = readSettings(process.env);
  const assets = await Assets.read(new URL('assets/', import.meta.url));
  const server = readerServer({ api: new Broadsheet(apiUrl), assets });
  server.once('error', (error: NodeJS.ErrnoException) =>
    fail(
      error.code === 'EADDRINUSE' ? `Port ${port} is in use; set READER_PORT to another one` : error.message,
    ),
  );
  server.listen(port, host, () => {
    const { port: chosen } = server.address() as AddressInfo;
    const shown = host.includes(':') ? `[${host}]` : host;
    process.stdout.write(
      `\n  The reader is up at http://${shown}:${chosen}\n  and reads ${apiUrl}\n\n  Ctrl-C stops it.\n\n`,
    );
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
    });
  }
}

function fail(message: string): void {
  process.stderr.write(`reader: ${message}\n`);
  process.exitCode = 1;
}

await main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
