import { Logger, runMigrations } from 'graphile-worker';

const silent = new Logger(() => () => undefined);

/** Brings the schema `graphile_worker` up to date, where jobs wait. Not for two at once. */
export const installJobs = (databaseUrl: string): Promise<void> =>
  runMigrations({ connectionString: databaseUrl, maxPoolSize: 1, logger: silent });
