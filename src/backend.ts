import { resolve } from 'node:path';
import { Client } from 'pg';
import type { Settings } from './config/settings.js';
import {
  attachOrStartEmbeddedPostgres,
  startEmbeddedPostgres,
} from './platform/database/embedded/embedded-postgres.js';
import { keyOfDataDir } from './platform/secrets/key-file.js';
import type { Key } from './platform/secrets/key-ring.js';

/** @throws Error with one line, which does not give the URL away: a password may be in it */
async function reach(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new Error(`DATABASE_URL does not answer: ${(error as Error).message}`, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The database that a process works with and the keys that belong to it. */
export interface Backend {
  readonly databaseUrl: string;
  readonly keys: readonly Key[];
  /** Stops what was started for this process. */
  stop(): Promise<void>;
}

/**
 * Opens the database of the settings: the one of DATABASE_URL, or the embedded one.
 * @param share `true` for a command that works beside a running server: it then uses the server's database
 */
export async function openBackend(settings: Settings, { share }: { share: boolean }): Promise<Backend> {
  if (settings.DATABASE_URL) {
    await reach(settings.DATABASE_URL);
    return {
      databaseUrl: settings.DATABASE_URL,
      keys: settings.ENCRYPTION_KEY ?? [],
      stop: () => Promise.resolve(),
    };
  }
  const dataDir = resolve(settings.DATA_DIR);
  const open = share ? attachOrStartEmbeddedPostgres : startEmbeddedPostgres;
  const postgres = await open({ dataDir });
  const keys = settings.ENCRYPTION_KEY ?? [await keyOfDataDir(dataDir)];
  return { databaseUrl: postgres.url, keys, stop: () => postgres.stop() };
}
