/**
 * Measures the built command line while it imports an export of a large site: stories a second, whether it keeps its
 * pace as the site grows, and the memory of its process.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { migrations } from '../../src/migrations.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { bareLoad } from './import/bare-loader.js';
import { chooseRelated } from './import/choose-related.js';
import { runCli } from './import/measured-cli.js';
import { type ImportBenchOptions, readOptions } from './import/options.js';
import { report } from './import/report.js';
import { writeExport } from './import/write-export.js';
import { benchDatabase } from './server.js';

const PROGRAM = resolve('dist/bundle/cli.js');
/** As `npm run cli` has it: V8 lets a heap that may be large grow to three times what is alive in it. */
const HEAP = ['--max-old-space-size=768', '--max-semi-space-size=8'];

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** What has to be undone, the last first, however the run ends. */
const undo: (() => Promise<void>)[] = [];
let undoing: Promise<void> | null = null;
const cleanUp = (): Promise<void> => (undoing ??= undoAll());
async function undoAll(): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
}

async function main({ format, stories }: ImportBenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-import-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, format === 'wordpress' ? 'export.xml' : 'export.ndjson');
  const megabytes = await writeExport(path, format, stories);
  const database = await benchDatabase(process.env['DATABASE_URL']);
  undo.push(() => database.remove());
  await migrate(database.url, migrations);
  say(`${stories} stories in ${megabytes.toFixed(0)} MB of ${format}, into the ${database.about}.`);
  const bare = await bareLoad(database.url, path, format);
  const settings = {
    DATABASE_URL: database.url,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    SITE_URL: 'https://site.example',
  };
  const command = [...HEAP, PROGRAM, 'import', format, path, '--json', '--quiet'];
  const first = await runCli(command, settings, folder);
  const related = await chooseRelated(settings);
  const second = await runCli(command, settings, folder);
  say(report({ stories, first, second, related, bare }));
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
