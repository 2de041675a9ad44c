/**
 * Writes what is generated from the code: `schema.graphql`, `openapi.json`, `.env.example`, and the table of settings
 * in README.md. Runs the built application over an empty database of its own.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { buildApp } from '../dist/src/app.js';
import { openBackend } from '../dist/src/backend.js';
import { readSettings } from '../dist/src/config/settings.js';
import { contractFiles, settingsTable } from '../dist/src/contracts.js';

const project = fileURLToPath(new URL('..', import.meta.url));
const readmeFile = join(project, 'README.md');

async function withApp(use) {
  const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-generate-'));
  const settings = readSettings({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  const { databaseUrl, keys, stop } = await openBackend(settings, { share: false });
  try {
    const app = await buildApp({ settings, databaseUrl, keys, port: 0 });
    await app.init();
    await use(app);
    await app.close();
  } finally {
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The README with the table under its heading `Configuration` brought up to date. */
async function withSettings(readme) {
  const [head, ...rows] = settingsTable();
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
  const text = readme.replace(/(\n## Configuration\n[^|]*\n)(\|.*\n)+/, (_, before) => `${before}${table}\n`);
  return prettier.format(text, { ...(await prettier.resolveConfig(readmeFile)), parser: 'markdown' });
}

await withApp(async (app) => {
  for (const [name, text] of Object.entries(contractFiles(app))) await writeFile(join(project, name), text);
});
const readme = await readFile(readmeFile, 'utf8');
await writeFile(readmeFile, await withSettings(readme));
