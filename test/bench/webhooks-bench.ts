/**
 * Measures webhooks: 1,000 targets, a tenth of which fail (half of these never answer, half answer 500), and stories that
 * are published at a steady rate. Prints how long it takes from the commit of a change until it is at those that work.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { migrations } from '../../src/migrations.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { KeyRing } from '../../src/platform/secrets/key-ring.js';
import { loadData } from './data/load-data.js';
import { startProduct } from './processes.js';
import { benchDatabase } from './server.js';
import { UndoList } from './undo-list.js';

const PROGRAM = resolve('dist/src/main.js');
const TARGETS = 1_000;
/** Of so many targets, one hangs and one answers 500. */
const FAILING_EVERY = 20;
const COMMITS = 8;
const PAUSE_MS = 2_500;
const LAST_WAIT_MS = 10_000;
const AIM_MS = 1_000;
const KEY = Buffer.alloc(32, 7);

/** A receiver in a process of its own, which says when what came where. */
const RECEIVER = `
import { createServer } from 'node:http';
createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => (text += chunk));
  request.on('end', () => {
    const n = Number(request.url.slice(1));
    console.log(n + ' ' + JSON.parse(text).data.id + ' ' + Date.now());
    if (n % ${FAILING_EVERY} === 0) return;
    response.writeHead(n % ${FAILING_EVERY} === 1 ? 500 : 204).end();
  });
}).listen(0, '127.0.0.1', function () { console.log('at ' + this.address().port); });
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const undo = new UndoList();

async function startReceiver(came: Map<string, number>): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', RECEIVER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(async () => {
    child.kill();
    await once(child, 'close');
  });
  return new Promise((done) => {
    createInterface(child.stdout).on('line', (line) => {
      const [target = '', change = '', at = ''] = line.split(' ');
      if (target === 'at') done(Number(change));
      else if (!came.has(`${target} ${change}`)) came.set(`${target} ${change}`, Number(at));
    });
  });
}

async function main(): Promise<void> {
  const database = await benchDatabase(process.env['DATABASE_URL']);
  undo.push(() => database.remove());
  await migrate(database.url, migrations);
  await loadData(database.url, { articles: 1_000, comments: 1_000 }, () => undefined);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  undo.push(() => client.end());
  const cwd = await mkdtemp(join(tmpdir(), 'broadsheet-webhooks-'));
  undo.push(() => rm(cwd, { recursive: true, force: true }));
  const came = new Map<string, number>();
  const port = await startReceiver(came);
  const product = await startProduct(
    PROGRAM,
    {
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: KEY.toString('base64'),
      ...{ DEMO_SITE: 'false', LOG_LEVEL: 'silent', WEBHOOK_PRIVATE: 'true' },
    },
    { cwd },
  );
  undo.push(() => product.stop());
  await plantTargets(client, port);
  const changes = await commit(client);
  await settled(came, changes);
  report(came, changes);
}

/** Webhooks as the desk makes them, all at once. */
async function plantTargets(client: Client, port: number): Promise<void> {
  const { rows } = await client.query<{ cipher: Buffer }>(
    'select look_up_cipher as cipher from installation',
  );
  const id = rows[0]?.cipher.subarray(1, 1 + (rows[0]?.cipher[0] ?? 0)).toString() ?? '';
  const cipher = new KeyRing([{ id, secret: KEY }]).encrypt(
    'webhook-secret',
    `whsec_${Buffer.alloc(32, 5).toString('base64')}`,
  );
  await client.query(
    `insert into webhook (id, url, sight, secret_cipher, after_seq, created_by)
      select gen_random_uuid(), 'http://127.0.0.1:' || $1::int || '/' || n, 'reader', $2,
        (select coalesce(max(seq), 0) from change), 'bench'
      from generate_series(0, $3::int - 1) n`,
    [port, cipher, TARGETS],
  );
}

/** Appends changes of stories to the log at a steady rate, as writes do. @returns when each was committed */
async function commit(client: Client): Promise<Map<string, number>> {
  const changes = new Map<string, number>();
  const { rows: stories } = await client.query<{ id: string }>(
    'select id from article order by id limit $1',
    [COMMITS],
  );
  for (const { id } of stories) {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(${0x6368616e})`);
    const { rows } = await client.query<{ seq: string }>(
      `insert into change (seq, kind, subject, subject_id, version, slug, tags)
        select nextval('change_seq'), 'updated', 'article', id, version, slug, array['article:' || id]
        from article where id = $1 returning seq`,
      [id],
    );
    await client.query(`select pg_notify('broadsheet_change', currval('change_seq')::text)`);
    await client.query('commit');
    changes.set(rows[0]?.seq ?? '', Date.now());
    await new Promise((next) => setTimeout(next, PAUSE_MS));
  }
  return changes;
}

const isHealthy = (target: number): boolean => target % FAILING_EVERY > 1;
const healthy = Array.from({ length: TARGETS }, (_, target) => target).filter(isHealthy);

async function settled(came: Map<string, number>, changes: Map<string, number>): Promise<void> {
  const until = Date.now() + LAST_WAIT_MS;
  const missing = (): boolean =>
    [...changes.keys()].some((change) => healthy.some((target) => !came.has(`${target} ${change}`)));
  while (missing() && Date.now() < until) await new Promise((next) => setTimeout(next, 100));
}

function report(came: Map<string, number>, changes: Map<string, number>): void {
  const took = [...changes].flatMap(([change, committed]) =>
    healthy.flatMap((target) => {
      const at = came.get(`${target} ${change}`);
      return at === undefined ? [] : [at - committed];
    }),
  );
  took.sort((one, other) => one - other);
  const at = (share: number): number => took[Math.ceil(took.length * share) - 1] ?? Number.NaN;
  const share = (100 * took.length) / (healthy.length * changes.size);
  say(
    `${changes.size} changes to ${TARGETS} webhooks, of which ${TARGETS - healthy.length} fail. At the others: ` +
      `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms after the commit (aim: ${AIM_MS}, ${at(0.95) < AIM_MS ? 'reached' : 'missed'}), ` +
      `slowest ${at(1)} ms; ${share.toFixed(2)} % delivered.`,
  );
}

process.once('SIGINT', () => void undo.run().then(() => process.exit(130)));
try {
  await main();
} finally {
  await undo.run();
}
