/**
 * Runs everything that holds the design, one after another, and ends with one verdict. With `--all-tests` every test
 * runs, without it those of the structure.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const allTests = process.argv.includes('--all-tests');

const CHECKS = [
  ['types', 'typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'],
  ['types of the reader', 'typescript/bin/tsc', '--noEmit', '-p', 'examples/reader'],
  ['types in its browser', 'typescript/bin/tsc', '--noEmit', '-p', 'examples/reader/browser'],
  ['lint', 'oxlint/bin/oxlint', '--quiet'],
  ['format', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['unused code', 'knip/bin/knip.js', '--no-progress'],
  [
    'dependency rules',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ...['--config', '.dependency-cruiser.mjs', 'src', 'migrations'],
  ],
];
const TESTS = ['vitest/vitest.mjs', 'run', ...(allTests ? [] : ['test/structure'])];

/** Runs a tool of `node_modules`; `inherit` shows its output as it comes, `pipe` only when it fails. */
function passes(stdio, [tool, ...args]) {
  const argv = [`node_modules/${tool}`, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: project,
    stdio,
    encoding: 'utf8',
  });
  if (status !== 0 && stdio === 'pipe') process.stdout.write(`${stdout}${stderr}`);
  return status === 0;
}

function timed(name, run) {
  const start = performance.now();
  const ok = run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${ok ? '✓' : '✗'} ${name} (${seconds} s)\n`);
  return ok ? [] : [name];
}

const failed = [
  ...CHECKS.flatMap(([name, ...command]) => timed(name, () => passes('pipe', command))),
  ...timed(allTests ? 'tests' : 'structure', () => passes('inherit', TESTS)),
];
process.stdout.write(failed.length === 0 ? '\nAll checks passed.\n' : `\nFailed: ${failed.join(', ')}.\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
