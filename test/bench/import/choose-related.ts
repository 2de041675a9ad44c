import { buildContext } from '../../../src/app.js';
import { readSettings } from '../../../src/config/settings.js';
import { ArticleImportService } from '../../../src/imports/article-import.service.js';

/** Chooses the related stories that an import has left due. Gives the seconds that it took. */
export async function chooseRelated(environment: Readonly<Record<string, string>>): Promise<number> {
  const settings = readSettings({ ...environment, LOG_LEVEL: 'silent' });
  const databaseUrl = settings.DATABASE_URL as string;
  const keys = settings.ENCRYPTION_KEY ?? [];
  const failures: unknown[] = [];
  const app = await buildContext({ settings, databaseUrl, keys, port: 0 }, (error) => failures.push(error));
  try {
    const started = performance.now();
    await app.get(ArticleImportService, { strict: false }).finish();
    if (failures.length > 0) throw failures[0];
    return (performance.now() - started) / 1_000;
  } finally {
    await app.close();
  }
}
