/**
 * Measures the built product against bare `node:http` handlers that give the same answers from the same database, or
 * from memory. Rate limits are off and nothing is logged: what is measured is the work of a request.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { migrations } from '../../src/migrations.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { type DataSize, loadData } from './data/load-data.js';
import { DatabaseWatch } from './database-watch.js';
import { readBaseline, regressions, writeBaseline } from './gate.js';
import { growthOf, growthTable } from './growth.js';
import { unusedIndexes } from './indexes.js';
import { moderationTime, wordList } from './moderation-time.js';
import { type BenchOptions, readOptions } from './options.js';
import { explained, profiled, table } from './report.js';
import type { RowName } from './rows.js';
import { benchDatabase } from './server.js';
import { SiteBench, type SiteReport } from './site-bench.js';
import { takeTour } from './tour.js';
import { visitsTold } from './visits.js';
import { UndoList } from './undo-list.js';

const PROGRAM = resolve('dist/bundle/main.js');
const BASELINE = resolve('test/bench/baseline.json');
const POOL_SIZE = 10;
const ADMIN_KEY = 'the-key-of-the-benchmark';
/** As many words that are not wanted as a list may have. */
const TERMS = 5_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const settingsFor = (databaseUrl: string, wordsFile: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_SIZE: String(POOL_SIZE),
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  PUBLIC_BASE_URL: 'https://api.example',
  SITE_URL: 'https://site.example',
  ADMIN_API_KEY: ADMIN_KEY,
  DEMO_SITE: 'false',
  LOG_LEVEL: 'silent',
  RATE_LIMITS: 'off',
  COMMENT_WORDS_FILE: wordsFile,
  RESPONSE_CACHE_SIZE: '64MB',
  // The whole page with three levels of replies is priced above the usual limit.
  GRAPHQL_MAX_COST: '100000',
});

const all = new UndoList();

async function main(options: BenchOptions): Promise<void> {
  const reports: SiteReport[] = [];
  for (const size of options.sizes) reports.push(await benchSite(options, size));
  const [first, large] = reports as [SiteReport, SiteReport?];
  const growth = large ? growthOf(first, large) : [];
  if (large) {
    say(
      growthTable(
        growth,
        reports.map(({ size }) => size.articles),
      ),
    );
    if (growth.some(({ within }) => !within)) process.exitCode = 1;
  }
  if (options.json !== undefined) {
    const machine = { cores: availableParallelism(), node: process.version };
    await writeFile(options.json, `${JSON.stringify({ machine, reports, growth }, null, 2)}\n`);
  }
  if (options.baseline === 'write') writeBaseline(BASELINE, first.rows);
  if (options.baseline === 'compare') gate(first);
}

/** Loads one site, or takes one that was kept, and measures it. */
async function benchSite(options: BenchOptions, size: DataSize): Promise<SiteReport> {
  const undo = new UndoList();
  all.push(() => undo.run());
  const folder = options.data && join(resolve(options.data), `${size.articles}-${size.comments}`);
  const database = await benchDatabase(process.env['DATABASE_URL'], folder);
  undo.push(() => database.remove());
  await fill(database, size, folder && join(folder, 'loaded'));
  const cwd = await mkdtemp(join(tmpdir(), 'broadsheet-bench-product-'));
  undo.push(() => rm(cwd, { recursive: true, force: true }));
  const wordsFile = join(cwd, 'words.txt');
  await writeFile(wordsFile, wordList(TERMS));
  const settings = settingsFor(database.url, wordsFile);
  const { seconds } = options;
  const bench = await SiteBench.over({ program: PROGRAM, settings, cwd, poolSize: POOL_SIZE, seconds, undo });
  const report = await bench.measure(options.rows, size);
  tell(report);
  if (options.rows.includes('comment')) say(`\n${await moderationTime(wordsFile)}`);
  if (options.profile) await profileAll(bench, options.rows);
  if (options.plans) say(`\nPlans: ${(await bench.writePlans(options.rows)).join(', ')}`);
  if (options.indexes) {
    await takeTour({ key: ADMIN_KEY, ...(await bench.place()) });
    say(`\n${await unusedIndexes(database.url)}`);
  }
  await undo.run();
  return report;
}

/** @param mark file that says that the database was filled by an earlier run */
async function fill(
  { url, about }: { url: string; about: string },
  size: DataSize,
  mark: string | undefined,
): Promise<void> {
  await migrate(url, migrations);
  const kept = mark !== undefined && existsSync(mark);
  const started = Date.now();
  if (!kept) await loadData(url, size, say);
  if (mark !== undefined) await writeFile(mark, '');
  const watch = await DatabaseWatch.on(url);
  const gigabytes = (await watch.bytes()) / 1e9;
  await watch.end();
  say(
    `${size.articles} articles and ${size.comments} comments in the ${about}, ${gigabytes.toFixed(1)} GB, ` +
      `${kept ? 'kept by an earlier run' : `loaded in ${((Date.now() - started) / 1_000).toFixed(0)} s`}.\n`,
  );
}

function tell({ rows, statements, startMs, fullCacheMegabytes, visits }: SiteReport): void {
  say(table(rows));
  for (const [name, statement] of Object.entries(statements)) say(explained(name as RowName, statement));
  if (startMs !== undefined)
    say(`\nFrom its start to its first answer the product takes ${startMs.toFixed(0)} ms.`);
  if (fullCacheMegabytes !== null) {
    say(`With a full cache of 64 MB it holds ${fullCacheMegabytes.toFixed(0)} MB of memory.`);
  }
  if (visits) say(`\n${visitsTold(visits)}`);
}

async function profileAll(bench: SiteBench, rows: readonly RowName[]): Promise<void> {
  for (const name of rows) {
    const profile = await bench.profile(name);
    if (profile) say(`\n${profiled(name, profile)}`);
  }
}

function gate({ rows }: SiteReport): void {
  const worse = regressions(readBaseline(BASELINE), rows);
  for (const line of worse) say(`Worse than the baseline: ${line}`);
  if (worse.length > 0) process.exitCode = 1;
  else say('\nNo ratio is worse than the baseline by more than the tolerance.');
}

process.once('SIGINT', () => void all.run().then(() => process.exit(130)));
try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  // A run that is interrupted fails too, since its processes are stopped.
  if (!all.undoing)
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await all.run();
}
