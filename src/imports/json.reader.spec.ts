import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ImportFault } from './import-fault.js';
import { ImportSource } from './import-source.js';
import { MAX_VALUE_BYTES, readJson } from './json.reader.js';

const FORMS = {
  '{': { paths: ['$'], isSequence: true },
  '[': { paths: ['$.*'], isSequence: false },
};
const TABLES = { '{': { paths: ['$.data.*.*', '$.meta'], isSequence: false }, '[': null };

const sourceOf = (...chunks: (string | Buffer)[]) =>
  ImportSource.ofStream('x.json', Readable.from(chunks.map((chunk) => Buffer.from(chunk))));

/** What was read before the end or the fault, and the fault. */
async function read(source: ImportSource, forms: Parameters<typeof readJson>[1] = FORMS) {
  const values: unknown[] = [];
  try {
    for await (const { path, value } of readJson(source, forms))
      values.push(path.length ? [path, value] : value);
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
    return { values, fault: error };
  }
  return { values, fault: null };
}

describe('reading JSON', () => {
  it('gives the items of a list, documents one after another, and rows of tables', async () => {
    expect((await read(sourceOf('\uFEFF[{"a":1},', '\n{"b":"ü"}]'))).values).toEqual([
      [[0], { a: 1 }],
      [[1], { b: 'ü' }],
    ]);
    expect((await read(sourceOf('\n{"a":1}\n\n{"a":', '2}\r\n'))).values).toEqual([{ a: 1 }, { a: 2 }]);
    const tables = '{"x":[[1]],"data":{"posts":[{"id":1}],"tags":[]},"meta":{"version":"5"}}';
    expect((await read(sourceOf(gzipSync(tables)), TABLES)).values).toEqual([
      [['data', 'posts', 0], { id: 1 }],
      [['meta'], { version: '5' }],
    ]);
  });

  it.each([
    ['nothing', '', 'EMPTY_FILE', 1],
    ['blank lines', '\n \n', 'EMPTY_FILE', 1],
    ['something else', '\n\nhello', 'NOT_JSON', 1],
    ['an end too early', '[{"a":1},\n{"b":', 'INVALID_JSON', 2],
    ['a name without quotes', '[{"a":1},\n\n{b:1}]', 'INVALID_JSON', 3],
    ['a comma too much', '[{"a":1},\n,]', 'INVALID_JSON', 2],
    ['text behind the end', '[{"a":1}]\nx', 'INVALID_JSON', 2],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from('[{"a":1},"'), Buffer.from([0xff, 0x41, 0x41, 0x41, 0x22])]),
      'INVALID_JSON',
      1,
    ],
    ['damaged gzip data', gzipSync('[{"a":1}]'.padEnd(9_000)).subarray(0, 20), 'UNREADABLE', 1],
    ['absurd nesting', `[{"a":1},\n${'['.repeat(100_000)}`, 'INVALID_JSON', 2],
  ])('names %s, and gives what came before', async (_what, text, code, line) => {
    const { values, fault } = await read(sourceOf(text));
    expect(fault).toMatchObject({ file: 'x.json', line, reasons: [{ code }] });
    expect(fault?.message).toMatch(/^x\.json:\d+: \S[^\n]*\.$/);
    if (String(text).startsWith('[{"a":1},')) expect(values).toEqual([[[0], { a: 1 }]]);
  });

  it('stops where too much stands inside each other, since every value looks through it', async () => {
    const { fault } = await read(sourceOf('['.repeat(200)));
    expect(fault?.message).toBe('x.json:1: Too much stands inside each other.');
  });

  it('takes names of JavaScript for names like any other', async () => {
    const { values } = await read(sourceOf('{"__proto__":{"uri":"x"},"constructor":1}'));
    expect(Object.keys(values[0] as object)).toEqual(['__proto__', 'constructor']);
    expect((values[0] as { uri?: string }).uri).toBeUndefined();
    expect(({} as { uri?: string }).uri).toBeUndefined();
  });

  it('refuses a value without an end, and does not read it to its end', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let chunks = 0;
    const endless = Readable.from(
      (function* () {
        yield Buffer.from('[{"a":1},"');
        for (;;) {
          chunks += 1;
          yield chunk;
        }
      })(),
    );
    const { values, fault } = await read(ImportSource.ofStream('long.json', endless));
    expect(values).toHaveLength(1);
    expect(fault?.reasons).toMatchObject([{ code: 'VALUE_TOO_LONG' }]);
    expect(chunks).toBeLessThan(MAX_VALUE_BYTES / chunk.length + 20);
  });
});
