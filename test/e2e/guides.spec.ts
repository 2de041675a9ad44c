import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { getMetadataStorage } from 'class-validator';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DemoService } from '../../src/demo/demo.service.js';
import type { Call } from '../../src/docs/call.js';
import { DEMO_STORY } from '../../src/docs/example-story.query.js';
import { ImportSource } from '../../src/imports/import-source.js';
import { ImportedArticle, ImportedComment } from '../../src/imports/imported-article.js';
import { NdjsonImportService } from '../../src/imports/ndjson-import.service.js';
import { aComment } from '../support/comments.js';
import { project } from '../support/embedded-processes.js';
import { differences, type Example, examplesOf, matches, Memory } from '../support/guide-examples.js';
import { ADMIN_KEY, TestApp } from '../support/test-app.js';

const folder = join(project, 'docs');
const guides = readdirSync(folder).filter((name) => name.endsWith('.md'));
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** Guides whose examples must all say what comes of them. Those of others are run where they do. */
const WHOLE = new Set([
  'getting-started.md',
  'shaping.md',
  'pagination.md',
  'search.md',
  'related.md',
  'sharing.md',
  'errors.md',
  'caching.md',
  'embedding.md',
  'comments.md',
  'live.md',
  'access.md',
  'writing.md',
  'sponsors.md',
  'syndication.md',
  'webhooks.md',
  'privacy.md',
  'moderation.md',
]);

let site: TestApp;
beforeAll(async () => {
  site = await TestApp.start();
  await site.app.get(DemoService, { strict: false }).fillEmpty(new Date());
});
afterAll(() => site.close());

/** What the first column of a table names, from a heading to the next. */
function fieldsIn(text: string, heading: string): string[] {
  const [, part = ''] = text.split(`## ${heading}\n`);
  const rows = part.split('\n## ')[0]?.match(/^\| `.*?\|/gm) ?? [];
  return rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)).sort();
}

const fieldsOf = (type: new () => object): string[] => [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(type, '', false, false)
      .map(({ propertyName }) => propertyName)
      .sort(),
  ),
];

/** The API that the guides speak of is the one under test. */
const rebased = (code: string): string =>
  code
    .replaceAll('http://localhost:3000', site.url)
    .replaceAll('ws://localhost:3000', site.url.replace('http', 'ws'));

async function send({ method, path, headers, body }: Call, memory: Memory): Promise<Response> {
  return fetch(site.url + memory.fill(path), {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, memory.fill(value)]),
    body: body === null ? undefined : memory.fill(body),
  });
}

async function runCall({ call, answer, line }: Extract<Example, { kind: 'call' }>, memory: Memory) {
  const response = await send(call, memory);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
  memory.learn(Object.fromEntries(response.headers));
  memory.learn(body);
  if (!answer) return;
  const place = `line ${line}: ${call.method} ${call.path}\n${text.slice(0, 2_000)}`;
  if (answer.status !== 0) expect(response.status, place).toBe(answer.status);
  for (const [name, value] of answer.headers) {
    expect(matches(value, response.headers.get(name) ?? ''), `${place}\n${name}`).toBe(true);
  }
  if (answer.body !== undefined) expect(differences(answer.body, body), place).toEqual([]);
}

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...names: string[]
) => (...values: unknown[]) => Promise<void>;

/** Runs a program of a guide; `print` takes the lines that it prints. */
async function runProgram(code: string, print: (line: string) => void): Promise<void> {
  const body = rebased(code).replaceAll(/^import .*$/gm, '');
  const client = (options: { url: string }) => createClient({ ...options, webSocketImpl: WebSocket });
  await new AsyncFunction('console', 'createClient', body)({ log: print }, client);
}

describe('the examples of the guides', () => {
  it.each(guides)('of %s do what it says', async (name) => {
    const memory = new Memory();
    memory.learn({ adminKey: ADMIN_KEY });
    const examples = examplesOf(textOf(name));
    if (WHOLE.has(name)) expect(examples.length).toBeGreaterThan(3);
    for (const example of examples) {
      if (example.kind === 'call') {
        if (WHOLE.has(name)) expect(example.answer, `line ${example.line}`).not.toBeNull();
        if (example.answer) await runCall(example, memory);
      } else {
        const lines: string[] = [];
        await runProgram(example.code, (line) => lines.push(line));
        const shown = example.output.trimEnd().split('\n');
        expect(differences(shown, lines), `line ${example.line}: ${lines.join('\n')}`).toEqual([]);
      }
    }
  });

  it('follow a discussion', async () => {
    const [code = ''] = /^import \{ createClient \}[^]*?(?=^```)/m.exec(textOf('comments.md')) ?? [];
    const lines: string[] = [];
    const followed = runProgram(code, (line) => {
      lines.push(line);
      throw new Error('enough');
    }).catch((error: Error) => error.message);
    // Comments that came before the subscription are none of its business, so they are sent until one arrives.
    while (lines.length === 0) {
      await site.post(
        `/v1/articles/${DEMO_STORY}/comments`,
        aComment({ name: 'Ada', body: 'As it happens.' }),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await followed).toBe('enough');
    expect(lines[0]).toBe('Ada: As it happens.');
  });
});

describe('the guide of imports', () => {
  const text = textOf('imports.md');

  it('names every field of a story and of a comment, and no other', () => {
    expect(fieldsIn(text, 'Fields of a story')).toEqual(fieldsOf(ImportedArticle));
    expect(fieldsIn(text, 'Fields of a comment')).toEqual(fieldsOf(ImportedComment));
  });

  it('has a line that is imported as it stands', async () => {
    const [line = ''] = /^\{.*\}$/m.exec(text) ?? [];
    const source = ImportSource.ofStream('guide', Readable.from([Buffer.from(line)]));
    const importer = site.app.get(NdjsonImportService, { strict: false });
    const report = await importer.import(source, { actor: 'test' });
    expect(report).toMatchObject({ created: 1, comments: 1, warnings: [], fault: null });
  });
});
