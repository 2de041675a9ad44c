import { DataSource } from 'typeorm';
import { migrations } from '../../src/migrations.js';
import { migrate } from '../../src/platform/database/migrate.js';

/** Brings a database's schema up to date. */
export async function migrated(url: string): Promise<void> {
  const source = await new DataSource({
    type: 'postgres',
    url,
    migrations,
    migrationsTableName: 'migration',
    installExtensions: false,
  }).initialize();
  try {
    await migrate(source, url);
  } finally {
    await source.destroy();
  }
}
