import { Client } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { installJobs } from '../jobs/jobs-schema.js';

/** Any number that no other program uses for an advisory lock on the same database. */
const MIGRATION_LOCK = 0x62726f61;

export type Migrations = DataSourceOptions['migrations'];

/**
 * Brings the schema up to date, that of the jobs first, over connections of its own: a migration may take longer than a
 * request. Processes that start together wait for the one that does it.
 */
export async function migrate(databaseUrl: string, migrations: Migrations): Promise<void> {
  // The lock is held by a connection of its own: migrations run in transactions on another.
  const guard = new Client({ connectionString: databaseUrl });
  guard.on('error', () => undefined);
  await guard.connect();
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    migrations,
    migrationsTableName: 'migration',
    installExtensions: false,
    poolSize: 1,
  });
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await installJobs(databaseUrl);
    await source.initialize();
    await source.runMigrations({ transaction: 'each' });
  } finally {
    if (source.isInitialized) await source.destroy();
    await guard.end();
  }
}
