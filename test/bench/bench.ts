/**
 * Measures the built product against bare `node:http` handlers that give the same answers from the same database.
 * Response caches and rate limits are off and nothing is logged: what is measured is the work of a request.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { migrations } from '../../src/migrations.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { Random } from '../support/random.js';
import { type LoadedData, loadData } from './data/load-data.js';
import { explain } from './explain.js';
import { assertSameAnswers, CONNECTIONS, type MeasuredRow, measureRow } from './measure.js';
import { type BenchOptions, readOptions, type RowName } from './options.js';
import { LoadGenerator, startProduct, startReference } from './processes.js';
import { profileWhile } from './profile.js';
import { explained, profiled, table, TITLES } from './report.js';
import { type BenchRequest, requestOf } from './requests.js';
import { benchDatabase } from './server.js';
import { captureStatements, type Captured } from './statements.js';

const PROGRAM = resolve('dist/src/main.js');
const POOL_SIZE = 10;
const SLUGS = 1_000;
const COMPARED = 20;
const PROFILE_SECONDS = 4;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const settingsFor = (databaseUrl: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_SIZE: String(POOL_SIZE),
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  PUBLIC_BASE_URL: 'https://api.example',
  SITE_URL: 'https://site.example',
  DEMO_SITE: 'false',
  LOG_LEVEL: 'silent',
  RATE_LIMITS: 'off',
  // The whole page with three levels of replies is priced above the usual limit.
  GRAPHQL_MAX_COST: '100000',
});

/** What has to be undone, the last first, however the run ends. */
const undo: (() => Promise<void>)[] = [];
let undoing: Promise<void> | null = null;
const cleanUp = (): Promise<void> => (undoing ??= undoAll());
async function undoAll(): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
}

async function main(options: BenchOptions): Promise<void> {
  const database = await benchDatabase(process.env['DATABASE_URL']);
  undo.push(() => database.remove());
  const started = Date.now();
  await migrate(database.url, migrations);
  const data = await loadData(database.url, options);
  say(
    `Loaded ${options.articles} articles and ${options.comments} comments into the ${database.about} ` +
      `in ${((Date.now() - started) / 1_000).toFixed(0)} s. LOG_LEVEL=silent, RATE_LIMITS=off, no response cache.`,
  );
  const settings = settingsFor(database.url);
  const sample = { slug: data.slugs[0] as string, section: data.sectionSlugs[0] as string };
  const captured = await captureStatements(settings, sample);
  const cwd = await mkdtemp(join(tmpdir(), 'broadsheet-bench-product-'));
  undo.push(() => rm(cwd, { recursive: true, force: true }));
  const requests = requestsOf(data, captured);
  const load = new LoadGenerator();
  undo.push(load.stop);
  say(table(await measureAll(options, captured, { settings, cwd, requests, load })));
  for (const name of options.rows) {
    if (name === 'comment') continue;
    const slugs = name === 'list' ? data.sectionSlugs : data.slugs.slice(-COMPARED);
    say(explained(name, await explain(database.url, captured.statements[name], slugs)));
  }
  if (options.profile) await profileAll(options, { settings, cwd, requests, load });
}

interface Run {
  readonly settings: Record<string, string>;
  readonly cwd: string;
  readonly requests: Readonly<Record<RowName, readonly BenchRequest[]>>;
  readonly load: LoadGenerator;
}

async function measureAll(
  { rows, seconds }: BenchOptions,
  { statements }: Captured,
  { settings, cwd, requests, load }: Run,
): Promise<MeasuredRow[]> {
  const databaseUrl = settings['DATABASE_URL'] as string;
  const reference = await startReference({ databaseUrl, poolSize: POOL_SIZE, statements });
  undo.push(reference.stop);
  const product = await startProduct(PROGRAM, settings, { cwd });
  undo.push(product.stop);
  const measured: MeasuredRow[] = [];
  for (const name of rows) {
    await assertSameAnswers({ product, reference }, name, requests[name].slice(0, COMPARED));
    const row = await measureRow({ product, reference, load, seconds }, name, requests[name]);
    const failures = row.before.failures + row.product.failures + row.after.failures;
    if (failures > 0) throw new Error(`${TITLES[name]}: ${failures} requests failed`);
    measured.push(row);
  }
  await product.stop();
  await reference.stop();
  return measured;
}

/** A run of its own, since profiling costs time. */
async function profileAll({ rows }: BenchOptions, { settings, cwd, requests, load }: Run): Promise<void> {
  const product = await startProduct(PROGRAM, settings, { cwd, inspect: true });
  undo.push(product.stop);
  const inspector = product.inspector;
  if (inspector === undefined) throw new Error('The inspector did not start');
  for (const name of rows) {
    const order = { url: product.url, connections: CONNECTIONS, requests: requests[name] };
    await load.run({ ...order, seconds: 2 });
    const profile = await profileWhile(inspector, () => load.run({ ...order, seconds: PROFILE_SECONDS }));
    say(`\n${profiled(name, profile)}`);
  }
  await product.stop();
}

function requestsOf({ slugs, sectionSlugs }: LoadedData, { query }: Captured): Run['requests'] {
  const random = new Random(1_000);
  const chosen = Array.from({ length: SLUGS }, () => random.pick(slugs));
  const sections = Array.from({ length: SLUGS }, () => random.pick(sectionSlugs));
  return {
    rest: chosen.map((slug) => requestOf('rest', slug, query)),
    graphql: chosen.map((slug) => requestOf('graphql', slug, query)),
    list: sections.map((slug) => requestOf('list', slug, query)),
    comment: chosen.map((slug) => requestOf('comment', slug, query)),
  };
}

process.once('SIGINT', () => void cleanUp().then(() => process.exit(130)));
try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  // A run that is interrupted fails too, since its processes are stopped.
  if (!undoing) process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
