import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded/embedded-postgres.js';
import { TEMPLATE, withDatabase } from './databases.js';
import { migrations } from '../../src/migrations.js';
import { migrate } from '../../src/platform/database/migrate.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A PostgreSQL where tests may make databases of their own. */
    serverUrl: string;
  }
}

/**
 * One PostgreSQL for the whole run: the one of DATABASE_URL, or an embedded one in a folder of its own. The schema is
 * made once, as a template that every test file copies.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await testServer();
  const template = withDatabase(server.url, TEMPLATE);
  await administer(server.url, `drop database if exists ${TEMPLATE}`, `create database ${TEMPLATE}`);
  await migrate(template, migrations);
  project.provide('serverUrl', server.url);
  return async () => {
    await administer(server.url, `drop database if exists ${TEMPLATE} with (force)`);
    await server.stop();
  };
}

async function testServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const external = process.env['DATABASE_URL'];
  if (external) return { url: external, stop: () => Promise.resolve() };
  const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function administer(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
