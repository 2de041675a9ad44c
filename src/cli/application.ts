import type { INestApplicationContext } from '@nestjs/common';
import { buildContext } from '../app.js';
import { openBackend } from '../backend.js';
import { loadSettings } from '../config/environment.js';

/** Opens the application on its database, which may be a running server's, and closes what was opened. */
export async function withApplication<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const settings = loadSettings();
  const backend = await openBackend(settings, { share: true });
  try {
    const { databaseUrl, keys } = backend;
    const environment = { settings, databaseUrl, keys, port: settings.PORT };
    const app = await buildContext(environment, (error) => warn(String(error)));
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await backend.stop();
  }
}

/** Says something that does not belong to a command's output. */
export const warn = (line: string): void => void process.stderr.write(`${line}\n`);
