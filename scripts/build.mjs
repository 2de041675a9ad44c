/**
 * Compiles `src` and `migrations` into `dist` with swc, which strips types and checks none: `npm run check` does. Spec
 * files stay out. Guides, pictures, styles and scripts for browsers are copied as they are, and what has no source any more is
 * removed from `dist`. Where swc has no binary for the platform, tsc does the same in more time. What is started
 * is made of that in `dist/bundle`.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { filesIn, writeChanged } from './files.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));
const dist = join(project, 'dist');

/** The same JavaScript that `tsc` makes of tsconfig.json: ES modules, legacy decorators and their metadata. */
const options = {
  configFile: false,
  swcrc: false,
  cwd: project,
  sourceMaps: true,
  module: { type: 'es6' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
    keepClassNames: true,
  },
};

/** @returns the files that are up to date now */
async function compile(transformFile, source) {
  const target = join(dist, relative(project, source)).replace(/\.ts$/, '.js');
  const mapName = `${target.slice(dirname(target).length + 1)}.map`;
  const { code, map } = await transformFile(source, {
    ...options,
    sourceFileName: relative(dirname(target), source),
  });
  await writeChanged(target, `${code}//# sourceMappingURL=${mapName}\n`);
  await writeChanged(`${target}.map`, map);
  return [target, `${target}.map`];
}

/** @returns the files that are up to date now */
async function copyAsset(source) {
  const target = join(dist, relative(project, source));
  await writeChanged(target, await readFile(source, 'utf8'));
  return [target];
}

/** What the pages are made of: texts that need no compiling. */
async function copyAssets() {
  const found = await Promise.all(['docs', 'src'].map((name) => filesIn(join(project, name))));
  const assets = found.flat().filter((file) => /\.(md|css|js|svg)$/.test(file));
  return (await Promise.all(assets.map(copyAsset))).flat();
}

async function buildWithSwc(transformFile) {
  const sources = (await Promise.all(['src', 'migrations'].map((name) => filesIn(join(project, name)))))
    .flat()
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  await mkdir(dist, { recursive: true });
  const compiled = await Promise.all(sources.map((file) => compile(transformFile, file)));
  const bundled = await bundle(project, dist, compiled.flat());
  const written = new Set([...compiled.flat(), ...(await copyAssets()), ...bundled]);
  const stale = (await filesIn(dist)).filter((file) => !written.has(file));
  await Promise.all(stale.map((file) => rm(file)));
}

async function buildWithTsc() {
  await rm(dist, { recursive: true, force: true });
  const tsc = join(project, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(project, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
  await bundle(project, dist, await filesIn(dist));
  await copyAssets();
}

const swc = await import('@swc/core').catch(() => null);
await (swc ? buildWithSwc(swc.transformFile) : buildWithTsc());
