/**
 * Makes `dist-reader` of this folder: strips the types of the server and of the browser's module with swc, which checks
 * none of them, and joins the style sheets in the order of their names. Where swc has no binary for the platform, tsc
 * does the same in more time.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('.', import.meta.url));
const project = join(source, '../..');
const target = join(project, 'dist-reader');

const options = {
  configFile: false,
  swcrc: false,
  module: { type: 'es6' },
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
};
/** The browser's module goes to every reader, so it is made small. */
const small = { ...options, minify: true, jsc: { ...options.jsc, minify: { compress: true, mangle: true } } };

/** A file that is right already stays as it is: another command may be loading it just now. */
async function write(name, content) {
  const file = join(target, name);
  const before = await readFile(file, 'utf8').catch(() => null);
  if (before === content) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Compiled code by the name of its file. */
async function compiled({ transformFile }) {
  const names = (await filesIn(source.replace(/[/\\]$/, ''))).filter((name) => name.endsWith('.ts'));
  return Promise.all(
    names.map(async (name) => {
      const isBrowsers = name.startsWith('browser');
      const { code } = await transformFile(join(source, name), isBrowsers ? small : options);
      return [isBrowsers ? 'assets/reader.js' : name.replace(/\.ts$/, '.js'), code];
    }),
  );
}

async function style() {
  const names = (await readdir(join(source, 'styles'))).sort();
  const sheets = await Promise.all(names.map((name) => readFile(join(source, 'styles', name), 'utf8')));
  // Comments are for those who read the source.
  return sheets.join('').replace(/\/\*[^]*?\*\/\s*/g, '');
}

function compileWithTsc() {
  const tsc = join(project, 'node_modules/typescript/bin/tsc');
  for (const folder of ['.', 'browser']) {
    const { status } = spawnSync(process.execPath, [tsc, '-p', join(source, folder)], { stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
}

const swc = await import('@swc/core').catch(() => null);
const code = swc ? await compiled(swc) : [];
const files = new Map([
  ...code,
  ['assets/style.css', await style()],
  ['assets/icon.svg', await readFile(join(source, 'icon.svg'), 'utf8')],
]);
await Promise.all([...files].map(([name, content]) => write(name, content)));
const stale = (await filesIn(target)).filter((name) => !files.has(name.replaceAll('\\', '/')));
await Promise.all(stale.map((name) => rm(join(target, name))));
if (!swc) compileWithTsc();
