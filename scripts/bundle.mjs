import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesIn, writeChanged } from './files.mjs';

const ENTRIES = { main: 'src/main.js', cli: 'src/cli/main.js' };

/**
 * What has a binary of its own, what most installations never load, and what other packages look up by its name while
 * they run: it would be there twice.
 */
const APART = ['sharp', /^@aws-sdk\//, /^(pg|reflect-metadata|typeorm)($|\/)/];

/** Says what the bundle was made from, once all of it is there. */
const MARK = 'made-from.txt';

/**
 * Joins the compiled program and the packages that it loads into the few files of `dist/bundle`: to find and to read
 * 3,700 modules takes longer than all else that the program does before its first answer. `dist/src` stays as it is, for
 * tests and tools that look into it. Where rolldown has no binary for the platform, the bundle leads there.
 * @param files those of `dist` that were compiled
 * @returns the files of the bundle
 */
export async function bundle(project, dist, files) {
  const target = join(dist, 'bundle');
  const origin = await originOf(project, files);
  const mark = join(target, MARK);
  if ((await readFile(mark, 'utf8').catch(() => null)) === origin) return filesIn(target);
  const rolldown = await import('rolldown').catch(() => null);
  const chunks = rolldown ? await joined(rolldown, dist, target) : leading();
  await Promise.all(chunks.map(({ fileName, code }) => writeChanged(join(target, fileName), code)));
  await writeChanged(mark, origin);
  return [...chunks.map(({ fileName }) => join(target, fileName)), mark];
}

/** A hash of all that a bundle is made from. */
async function originOf(project, files) {
  const installed = join(project, 'node_modules/.package-lock.json');
  const hash = createHash('sha256');
  const code = files.filter((file) => file.endsWith('.js')).sort();
  for (const file of [...code, installed, fileURLToPath(import.meta.url)]) {
    hash.update(await readFile(file).catch(() => ''));
  }
  return hash.digest('hex');
}

async function joined({ rolldown }, dist, target) {
  const build = await rolldown({
    input: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(dist, file)])),
    platform: 'node',
    external: APART,
    plugins: [ownPlace(dist, target)],
    // It takes calls away whose result nobody uses: also of those that are made to see whether they throw.
    treeshake: false,
    // Packages ask for others that are optional, and find out themselves that they are not there.
    checks: { unresolvedImport: false },
    logLevel: 'silent',
  });
  try {
    // GraphQL and the database know classes by their names.
    const { output } = await build.generate({
      keepNames: true,
      comments: false,
      // The same again, where code is made smaller.
      minify: false,
      entryFileNames: '[name].js',
    });
    return output.map(({ fileName, code }) => ({ fileName, code: inLatin1(code) }));
  } finally {
    await build.close();
  }
}

/** Code of the program that looks for files beside itself goes on to look where it was. */
const ownPlace = (dist, target) => ({
  name: 'own-place',
  transform: (code, file) =>
    file.startsWith(dist) && code.includes('import.meta.url')
      ? code.replaceAll(
          'import.meta.url',
          `new URL('${urlPath(relative(target, file))}', import.meta.url).href`,
        )
      : null,
});

/** V8 keeps a file in two bytes a character as soon as one of them is beyond Latin-1; these stand in strings alone. */
const inLatin1 = (code) =>
  code.replace(/[^\0-\xff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

const urlPath = (path) => path.replaceAll('\\', '/');

const leading = () =>
  Object.entries(ENTRIES).map(([name, file]) => ({
    fileName: `${name}.js`,
    code: `import '../${file}';\n`,
  }));
