/**
 * Measures comments where there are many: the first page of a thread of 10,000, fifty deep, and with `--hot` a story that
 * a crowd comments on while its page is read. One process of the built product, over loopback.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { Client } from 'pg';
import { commentHtml } from '../../src/body/comment-text.js';
import { migrations } from '../../src/migrations.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { plantTree } from '../support/comment-tree.js';
import { Random } from '../support/random.js';
import { loadData } from './data/load-data.js';
import { sentence } from './data/prose.js';
import { measureHot } from './hot-story.js';
import { startProduct } from './processes.js';
import { benchDatabase } from './server.js';
import { UndoList } from './undo-list.js';

const PROGRAM = resolve('dist/src/main.js');
const THREAD = { comments: 10_000, depth: 50 };
const WARM_UP = 50;
const READS = 300;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const undo = new UndoList();

/** Counts what readers ask the memory of the product for, and writes it down when that ends. */
const counting = (file: string): string =>
  `data:text/javascript,${encodeURIComponent(`
import { writeFileSync } from 'node:fs';
import { ResponseCache } from '${new URL('../../../dist/src/platform/cache/response-cache.js', import.meta.url).href}';
const { find } = ResponseCache.prototype;
const count = { asked: 0, found: 0 };
ResponseCache.prototype.find = function (key) {
  const answer = find.call(this, key);
  count.asked += 1;
  if (answer) count.found += 1;
  return answer;
};
process.on('exit', () => writeFileSync(${JSON.stringify(file)}, JSON.stringify(count)));
`)}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      hot: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '5' },
      rate: { type: 'string', default: '1000' },
    },
  });
  const database = await benchDatabase(process.env['DATABASE_URL']);
  undo.push(() => database.remove());
  await migrate(database.url, migrations);
  await loadData(database.url, { articles: 1_000, comments: 1_000 }, () => undefined);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  undo.push(() => client.end());
  const cwd = await mkdtemp(join(tmpdir(), 'broadsheet-threads-'));
  undo.push(() => rm(cwd, { recursive: true, force: true }));
  const start = async (cache: 'on' | 'off', counts = '') => {
    const settings = settingsFor(database.url, cache);
    const options: Record<string, string> = counts ? { NODE_OPTIONS: `--import ${counting(counts)}` } : {};
    const product = await startProduct(PROGRAM, { ...settings, ...options }, { cwd });
    undo.push(() => product.stop());
    return product;
  };
  const { rows } = await client.query<{ id: string; slug: string }>(
    'select id, slug from article order by id limit 2',
  );
  const [long, hot] = rows as [{ id: string; slug: string }, { id: string; slug: string }];
  if (!values.hot) {
    await plant(client, long.id);
    await measureThread((await start('off')).url, long.slug);
  } else {
    const counts = join(cwd, 'counts.json');
    const product = await start('on', counts);
    const report = await measureHot({
      url: product.url,
      ...hot,
      rate: Number(values.rate),
      seconds: Number(values.seconds),
    });
    await product.stop();
    const { asked, found } = JSON.parse(await readFile(counts, 'utf8')) as { asked: number; found: number };
    say(report);
    say(`From memory: ${found} of ${asked} questions (${((100 * found) / asked).toFixed(1)} %).`);
  }
}

const settingsFor = (databaseUrl: string, cache: 'on' | 'off'): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  DEMO_SITE: 'false',
  LOG_LEVEL: 'silent',
  RATE_LIMITS: 'off',
  RESPONSE_CACHE: cache,
});

async function plant(client: Client, articleId: string): Promise<void> {
  const random = new Random(5);
  const words = () => {
    const text = Array.from({ length: random.int(1, 3) }, () => sentence(random)).join(' ');
    return { text, html: commentHtml(text) };
  };
  const query = (text: string, parameters: unknown[]) => client.query(text, parameters);
  await plantTree(query, { articleId, ...THREAD, random, words });
  // Spread over a day, as they are written: the newest have had no time to be answered much.
  await client.query(
    `update comment set created_at = now() - (10000 - n) * interval '8 seconds', best = abs(hashtext(id::text)) % 1000 / 1000.0
    from (select id as numbered, row_number() over (order by id) as n from comment where article_id = $1) r
    where id = numbered`,
    [articleId],
  );
  await client.query('vacuum analyze comment');
}

/** One reader after the other, so that a time is that of an answer and not of a queue. */
async function measureThread(url: string, slug: string): Promise<void> {
  for (const query of ['', '?sort=best', '?sort=oldest', '?sort=best&limit=10']) {
    const times: number[] = [];
    let text = '';
    for (let turn = 0; turn < WARM_UP + READS; turn += 1) {
      const began = performance.now();
      const answer = await fetch(`${url}/v1/articles/${slug}/comments${query}`, {
        headers: { 'accept-encoding': 'identity' },
      });
      text = await answer.text();
      if (!answer.ok) throw new Error(`${answer.status} ${text}`);
      if (turn >= WARM_UP) times.push(performance.now() - began);
    }
    times.sort((one, other) => one - other);
    const at = (share: number): string => (times[Math.floor(share * times.length)] as number).toFixed(1);
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
    const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(1);
    say(
      `comments${query}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, ${kilobytes(Buffer.byteLength(text))} KB, ` +
        `${kilobytes(brotliCompressSync(text, options).length)} KB in brotli, ${text.split('"permalink"').length - 1} comments`,
    );
  }
}

process.once('SIGINT', () => void undo.run().then(() => process.exit(130)));
try {
  await main();
} finally {
  await undo.run();
}
