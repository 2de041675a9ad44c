import { administer } from '../support/administer.js';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded/embedded-postgres.js';

export interface BenchDatabase {
  readonly url: string;
  readonly about: string;
  /** Leaves nothing behind but a folder that was asked for. */
  remove(): Promise<void>;
}

/**
 * An empty database: on the server of `serverUrl`, or in an embedded PostgreSQL of its own, safe from crashes.
 * @param folder keeps the embedded one for the next run, which finds it filled
 */
export async function benchDatabase(serverUrl: string | undefined, folder?: string): Promise<BenchDatabase> {
  if (serverUrl) return onServer(serverUrl);
  return folder === undefined ? embedded() : embeddedIn(folder);
}

async function embeddedIn(dataDir: string): Promise<BenchDatabase> {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: true });
  return { url: postgres.url, about: `embedded PostgreSQL in ${dataDir}`, remove: () => postgres.stop() };
}

async function embedded(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'));
  const removeFolder = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, durable: true });
    const remove = (): Promise<void> => postgres.stop().then(removeFolder);
    return { url: postgres.url, about: 'embedded PostgreSQL', remove };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function onServer(serverUrl: string): Promise<BenchDatabase> {
  const name = `broadsheet_bench_${randomBytes(6).toString('hex')}`;
  await administer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const remove = (): Promise<void> => administer(serverUrl, `drop database if exists ${name} with (force)`);
  return { url: url.href, about: 'PostgreSQL of DATABASE_URL', remove };
}
