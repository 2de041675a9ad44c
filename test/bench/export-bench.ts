/**
 * Measures what takes a large site away: the export as NDJSON, the sitemaps, and the changes since, a page at a time. One
 * process of the built product, over loopback, and beside it the least that PostgreSQL needs for the same stories.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { migrations } from '../../src/migrations.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { loadData } from './data/load-data.js';
import { residentMegabytes, type Server, startProduct } from './processes.js';
import { benchDatabase } from './server.js';
import { UndoList } from './undo-list.js';

const PROGRAM = resolve('dist/bundle/main.js');
const EXPORT = '/v1/export/articles.ndjson';
const ADMIN = { authorization: 'Bearer bench-admin-key-0123456789' };
const SAMPLED_EVERY_MS = 100;
const LINE_FEED = 0x0a;
const PAGE = 100;
const WARM_UP_PAGES = 50;
const SUMMARY = 'id,slug,url,headline,dek,excerpt,section,authors,tags,leadImage,language,publishedAt';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const undo = new UndoList();

type Headers = Readonly<Record<string, string>>;

/** Something that was read to its end. */
interface Read {
  readonly rows: number;
  readonly megabytes: number;
  readonly seconds: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      articles: { type: 'string', default: '1000000' },
      changes: { type: 'string', default: '1000000' },
      data: { type: 'string' },
    },
  });
  const [articles, changes] = [Number(values.articles), Number(values.changes)];
  const database = await benchDatabase(process.env['DATABASE_URL'], values.data);
  undo.push(() => database.remove());
  await migrate(database.url, migrations);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  undo.push(() => client.end());
  const cursor = await beginning(database.url);
  // The site is loaded with its settings.
  await client.query('delete from site');
  await loadData(database.url, { articles, comments: 1_000, related: false }, say);
  const product = await start(database.url);
  await plantChanges(client, changes);
  await measureExports(product, client);
  await measureSitemaps(product);
  await measureChanges(product, cursor);
}

/** Where the log begins. While there is nothing, the current state is read at once. */
async function beginning(databaseUrl: string): Promise<string> {
  const product = await start(databaseUrl);
  const { cursor } = (await (await fetch(`${product.url}/v1/changes`, { headers: ADMIN })).json()) as Page;
  await product.stop();
  return cursor;
}

async function start(databaseUrl: string): Promise<Server> {
  const cwd = await mkdtemp(join(tmpdir(), 'broadsheet-export-'));
  undo.push(() => rm(cwd, { recursive: true, force: true }));
  const product = await startProduct(
    PROGRAM,
    {
      DATABASE_URL: databaseUrl,
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
      ADMIN_API_KEY: 'bench-admin-key-0123456789',
      DEMO_SITE: 'false',
      LOG_LEVEL: 'silent',
      RATE_LIMITS: 'off',
    },
    { cwd },
  );
  undo.push(() => product.stop());
  return product;
}

/** Entries about stories that readers see, of the kinds and with the tags that edits write. */
async function plantChanges(client: Client, count: number): Promise<void> {
  await client.query(
    `with story as (select id, slug, version, section_id, row_number() over (order by id) - 1 as n
        from article where status = 'published')
    insert into change (seq, at, kind, subject, subject_id, version, slug, tags)
    select nextval('change_seq'), now() - ($1 - entry) * interval '1 second',
      (array['published', 'updated', 'corrected', 'updated'])[1 + entry % 4], 'article', story.id, story.version, story.slug,
      array['article:' || story.id, 'section:' || story.section_id]
    from generate_series(1, $1::int) entry
    join story on story.n = (entry::bigint * 7919) % (select count(*) from story)
    order by entry`,
    [count],
  );
  await client.query('vacuum analyze change');
}

/** The product twice, plain and for a partner whose copies are written down; before and after it the bare `COPY`. */
async function measureExports(product: Server, client: Client): Promise<void> {
  const partner = await partnerOf(product.url);
  const ways = [
    ['export', ADMIN],
    ['export in gzip', { ...ADMIN, 'accept-encoding': 'gzip' }],
    ['export to a partner', partner],
  ] as const;
  for (const [name, headers] of ways) {
    const before = await copied(client);
    const { result, peak, rest } = await watched(product, () => exported(product.url, headers));
    const after = await copied(client);
    const bare = (rateOf(before) + rateOf(after)) / 2;
    say(
      `${name}: ${textOf(result)}, memory ${rest.toFixed(0)} MB before and ${peak.toFixed(0)} MB at most; ` +
        `bare COPY ${bare.toFixed(0)} stories/s, ratio ${(rateOf(result) / bare).toFixed(2)}`,
    );
  }
}

async function partnerOf(url: string): Promise<Headers> {
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const headers = { ...ADMIN, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, string>;
  };
  const { id: partner } = await post('/v1/partners', { name: 'Bench' });
  const { key } = await post('/v1/api-keys', { name: 'Bench', scopes: ['syndication:read'], partner });
  return { authorization: `Bearer ${key}` };
}

/** The stories and their bodies as PostgreSQL makes JSON of rows, in the same order, and nothing else. */
async function copied(client: Client): Promise<Read> {
  const rows = `select to_json(story) from (
    select a.*, r.headline, r.dek, r.excerpt, r.blocks from article a
    join article_revision r on r.id = a.published_revision_id where a.status = 'published' order by a.id) story`;
  return readAll(client.query(copyTo(`copy (${rows}) to stdout`)), performance.now());
}

async function exported(url: string, headers: Headers): Promise<Read> {
  const began = performance.now();
  const asked = request(`${url}${EXPORT}`, { headers }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`${EXPORT}: ${answer.statusCode}`);
  if (answer.headers['content-encoding'] !== 'gzip') return readAll(answer, began);
  return readAll(answer.pipe(createGunzip()), began);
}

async function readAll(source: AsyncIterable<Buffer>, began: number): Promise<Read> {
  let [rows, bytes] = [0, 0];
  for await (const chunk of source) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) rows += 1;
  }
  return { rows, megabytes: bytes / 1_000_000, seconds: (performance.now() - began) / 1_000 };
}

/** Does something, and looks how much memory the product has meanwhile. */
async function watched<T>(product: Server, work: () => Promise<T>) {
  const rest = residentMegabytes(product.pid);
  let peak = rest;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(product.pid));
  }, SAMPLED_EVERY_MS);
  try {
    return { result: await work(), rest, peak };
  } finally {
    clearInterval(timer);
  }
}

const rateOf = ({ rows, seconds }: Read): number => rows / seconds;

const textOf = (read: Read): string =>
  `${read.rows} stories, ${read.megabytes.toFixed(0)} MB in ${read.seconds.toFixed(1)} s, ${rateOf(read).toFixed(0)} stories/s`;

/** Every part that the index names, one after the other. */
async function measureSitemaps(product: Server): Promise<void> {
  const began = performance.now();
  const read = async (url: string): Promise<string> => {
    const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.text();
  };
  const { result, peak } = await watched(product, async () => {
    const index = await read(`${product.url}/sitemap.xml`);
    const paths = [...index.matchAll(/<loc>[^<]*?(\/sitemap-[^<]*)<\/loc>/g)].map(([, path = '']) => path);
    const most = { entries: 0, bytes: 0 };
    let entries = 0;
    for (const path of paths) {
      const text = await read(`${product.url}${path}`);
      const count = text.split('<url>').length - 1;
      entries += count;
      most.entries = Math.max(most.entries, count);
      most.bytes = Math.max(most.bytes, Buffer.byteLength(text));
    }
    return { parts: paths.length, entries, most };
  });
  const { parts, entries, most } = result;
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  say(
    `sitemaps: ${entries} entries in ${parts} parts in ${seconds} s, at most ${most.entries} entries and ` +
      `${(most.bytes / 1_000_000).toFixed(1)} MB in one, memory ${peak.toFixed(0)} MB at most`,
  );
}

interface Page {
  readonly items: readonly unknown[];
  readonly cursor: string;
  readonly hasMore: boolean;
}

/** What is asked of each change, and how many pages of it are timed. */
const FORMS = [
  { name: 'kinds and ids', query: '&fields=id,articleId,kind,at,version,slug', pages: 1_000 },
  { name: 'headlines and summaries', query: `&fields=id,kind,article(${SUMMARY})`, pages: 300 },
  { name: 'whole stories', query: '', pages: 200 },
] as const;

/** The log, one page after the other, so that a time is that of an answer and not of a queue. */
async function measureChanges(product: Server, from: string): Promise<void> {
  let cursor = from;
  for (const { name, query, pages } of FORMS) {
    const times: number[] = [];
    for (let page = 0; page < pages + WARM_UP_PAGES; page += 1) {
      const began = performance.now();
      const url = `${product.url}/v1/changes?limit=${PAGE}&after=${cursor}${query}`;
      const answer = await fetch(url, { headers: { ...ADMIN, 'accept-encoding': 'identity' } });
      const text = await answer.text();
      times.push(performance.now() - began);
      if (!answer.ok) throw new Error(`${answer.status} ${text}`);
      const { items, ...rest } = JSON.parse(text) as Page;
      ({ cursor } = rest);
      if (items.length < PAGE || !rest.hasMore)
        throw new Error('The log has too few changes to be measured.');
    }
    const sorted = times.slice(WARM_UP_PAGES).sort((one, other) => one - other);
    const at = (share: number): string => (sorted[Math.floor(share * sorted.length)] ?? NaN).toFixed(1);
    say(`changes, ${name}: pages of ${PAGE}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
  }
}

process.once('SIGINT', () => void undo.run().then(() => process.exit(130)));
try {
  await main();
} finally {
  await undo.run();
}
