import { Client } from 'pg';
import type { DataSource } from 'typeorm';

/** Any number that no other program uses for an advisory lock on the same database. */
const MIGRATION_LOCK = 0x62726f61;

/** Brings the schema up to date. Processes that start together wait for the one that does it. */
export async function migrate(source: DataSource, databaseUrl: string): Promise<void> {
  // The lock is held by a connection of its own: migrations run in transactions on another.
  const guard = new Client({ connectionString: databaseUrl });
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await guard.end();
  }
}
