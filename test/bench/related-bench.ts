/**
 * Measures whether related stories are related: imports a labelled set of news into the built product as its users do,
 * asks its API what stands beside each story, and compares the labels. The labels stay here.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import PQueue from 'p-queue';
import { migrations } from '../../src/migrations.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { runCli } from './import/measured-cli.js';
import { startProduct } from './processes.js';
import { baselines } from './related/baselines.js';
import { type LabelledStory, readDataset } from './related/dataset.js';
import { updateTime } from './related/update-time.js';
import { qualityOf, SHOWN } from './related/metrics.js';
import { benchDatabase } from './server.js';

const PROGRAM = resolve('dist/bundle/main.js');
const CLI = resolve('dist/bundle/cli.js');
const DEFAULT_SET = resolve('../shared/data/uci-news-clusters.csv');
/** What is aimed at, measured on the default set. */
const MIN_PRECISION = 0.88;
const CONNECTIONS = 4;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** What has to be undone, the last first, however the run ends. */
const undo: (() => Promise<void>)[] = [];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: DEFAULT_SET },
      every: { type: 'string', default: '1' },
      gate: { type: 'boolean' },
      time: { type: 'boolean' },
      articles: { type: 'string', default: '10000' },
      keep: { type: 'string' },
    },
  });
  if (values.time) return measureTime(Number(values.articles), values.keep);
  await measureQuality(values);
}

/** A database with every table, gone at the end unless it is in a folder that is kept. */
async function openDatabase(folder?: string): Promise<string> {
  const database = await benchDatabase(process.env['DATABASE_URL'], folder);
  undo.push(() => database.remove());
  await migrate(database.url, migrations);
  return database.url;
}

async function measureTime(articles: number, folder: string | undefined): Promise<void> {
  if (!(Number.isInteger(articles) && articles >= 1_000)) throw new Error('--articles takes 1000 or more');
  say(await updateTime(await openDatabase(folder), articles));
}

interface QualityOptions {
  readonly data: string;
  /** Asks for each so many-th story only. */
  readonly every: string;
  /** Whether to fail below the aim. */
  readonly gate?: boolean | undefined;
}

async function measureQuality(values: QualityOptions): Promise<void> {
  const stories = readDataset(values.data);
  const every = Math.max(1, Number(values.every) || 1);
  const asked = stories.map((_, place) => place).filter((place) => place % every === 0);
  const labels = new Set(stories.map(({ label }) => label)).size;
  say(`${stories.length} stories in ${labels} clusters; ${asked.length} of them are asked for.`);
  const url = await openDatabase();
  const ours = await relatedByProduct(url, stories, asked);
  const rows = { ...(await baselines(url, stories, asked)), 'the product': ours };
  say(`${''.padEnd(28)}${['precision@5', 'nDCG@5', 'filled'].map((name) => name.padStart(12)).join('')}`);
  for (const [name, lists] of Object.entries(rows)) {
    const { precision, ndcg, filled } = qualityOf(stories, asked, lists);
    say(
      `${name.padEnd(28)}${[precision, ndcg, filled].map((value) => value.toFixed(4).padStart(12)).join('')}`,
    );
  }
  const { precision } = qualityOf(stories, asked, ours);
  if (values.gate && precision < MIN_PRECISION) throw new Error(`precision@5 is below ${MIN_PRECISION}`);
}

/** Imports the stories with the command line, then asks a running server for each. */
async function relatedByProduct(
  url: string,
  stories: readonly LabelledStory[],
  asked: readonly number[],
): Promise<number[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-related-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'stories.ndjson');
  await writeFile(path, stories.map((story) => `${JSON.stringify(lineOf(story))}\n`).join(''));
  const settings = {
    DATABASE_URL: url,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    SITE_URL: 'https://site.example',
  };
  const { seconds } = await runCli([CLI, 'import', 'ndjson', path, '--json', '--quiet'], settings, folder);
  say(`Imported and chosen in ${seconds.toFixed(0)} s.`);
  const server = await startProduct(PROGRAM, { ...settings, RATE_LIMITS: 'off' }, { cwd: folder });
  undo.push(server.stop);
  const places = new Map(stories.map(({ slug }, place) => [slug, place]));
  const queue = new PQueue({ concurrency: CONNECTIONS });
  return queue.addAll(
    asked.map((place) => async () => {
      const address = `${server.url}/v1/articles/${stories[place]?.slug}/related?limit=${SHOWN}&fields=article.slug`;
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
      const { items } = (await answer.json()) as { items: { article: { slug: string } }[] };
      return items.flatMap(({ article }) => places.get(article.slug) ?? []);
    }),
  );
}

const lineOf = ({ slug, headline, body, section, tags, publishedAt }: LabelledStory): object => ({
  externalId: slug,
  ...{ slug, headline, section, publishedAt },
  ...(tags.length > 0 ? { tags } : {}),
  body: { text: body },
  language: 'en',
  status: 'published',
});

try {
  await main();
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
}
