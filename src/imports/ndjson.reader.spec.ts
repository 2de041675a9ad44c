import { PassThrough, Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ImportFault } from './import-fault.js';
import type { ReadStory } from './import-run.js';
import { ImportSource } from './import-source.js';
import { MAX_LINE_BYTES } from './line.reader.js';
import { readNdjson } from './ndjson.reader.js';

const story = (externalId: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({
    externalId,
    headline: `Story ${externalId}`,
    section: 'world',
    body: { text: 'A.' },
    ...more,
  });

const sourceOf = (...chunks: (string | Buffer)[]) =>
  ImportSource.ofStream('news.ndjson', Readable.from(chunks.map((chunk) => Buffer.from(chunk))));

/** What was read before the end or the fault, and the fault. */
async function read(source: ImportSource): Promise<{ stories: ReadStory[]; fault: ImportFault | null }> {
  const stories: ReadStory[] = [];
  try {
    for await (const next of readNdjson(source)) stories.push(next);
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
    return { stories, fault: error };
  }
  return { stories, fault: null };
}

const idsAndLines = (stories: ReadStory[]) => stories.map(({ line, article }) => [line, article.externalId]);

describe('reading NDJSON', () => {
  it('numbers lines, passes over blank ones and takes any line end and a byte order mark', async () => {
    const text = `\uFEFF${story('a')}\r\n\r\n   \n${story('b')}\n\n${story('c')}`;
    const { stories, fault } = await read(sourceOf(text));
    expect(fault).toBeNull();
    expect(idsAndLines(stories)).toEqual([
      [1, 'a'],
      [4, 'b'],
      [6, 'c'],
    ]);
  });

  it('puts lines and characters together that come in parts', async () => {
    const bytes = Buffer.from(`${story('ü', { headline: 'Größe €😀' })}\n${story('b')}\n`);
    const { stories } = await read(sourceOf(...[...bytes].map((byte) => Buffer.from([byte]))));
    expect(stories.map(({ article }) => article.headline)).toEqual(['Größe €😀', 'Story b']);
  });

  it.each([
    ['', []],
    ['\n\n', []],
    ['\uFEFF', []],
  ])('finds nothing in %j', async (text, nothing) => {
    expect(await read(sourceOf(text))).toEqual({ stories: nothing, fault: null });
  });

  it('unpacks gzip, known by its first bytes even when they come alone', async () => {
    const packed = gzipSync(`${story('a')}\n${story('b')}\n`);
    const source = sourceOf(packed.subarray(0, 1), packed.subarray(1));
    expect(idsAndLines((await read(source)).stories)).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(source.bytesRead).toBe(packed.length);
  });

  it('names the line where damaged gzip data ends, and gives what came before', async () => {
    const lines = Array.from({ length: 3_000 }, (_, index) => story(`${index}-${Math.random()}`));
    const packed = gzipSync(lines.join('\n'));
    const { stories, fault } = await read(sourceOf(packed.subarray(0, packed.length / 2)));
    expect(stories.length).toBeGreaterThan(0);
    expect(fault?.line).toBe(stories.length + 1);
    expect(fault?.reasons).toMatchObject([{ pointer: null, code: 'UNREADABLE' }]);
  });

  it.each<[what: string, line: string | Buffer, code: string]>([
    ['text that is not JSON', '{"externalId": }', 'INVALID_JSON'],
    ['a line cut short', story('x').slice(0, 40), 'INVALID_JSON'],
    ['two objects on one line', `${story('x')}${story('y')}`, 'INVALID_JSON'],
    ['JSON that is no object', '[1]', 'INVALID'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'INVALID_ENCODING'],
    ['UTF-16', Buffer.from(story('x'), 'utf16le'), 'INVALID_JSON'],
    ['a NUL character', story('x', { headline: 'A\0B' }), 'INVALID'],
    ['half a surrogate pair', story('x', { dek: '\uD83D' }), 'INVALID'],
    ['absurd nesting', `{"body":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'INVALID'],
  ])('stops at %s', async (_what, line, code) => {
    const { stories, fault } = await read(sourceOf(`${story('a')}\n\n`, line, `\n${story('z')}\n`));
    expect(idsAndLines(stories)).toEqual([[1, 'a']]);
    expect(fault).toMatchObject({ file: 'news.ndjson', line: 3, reasons: [{ code }] });
    expect(fault?.message).toMatch(/^news\.ndjson:3: \S/);
  });

  it('names every faulty field of a line', async () => {
    const line = story('x', {
      headline: ' ',
      publishedAt: '2019-02-30T00:00:00Z',
      colour: 'red',
      tags: [' '],
    });
    const { fault } = await read(sourceOf(`${story('a')}\n${line}`));
    expect(fault?.reasons.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
      '/colour UNKNOWN_FIELD',
      '/headline REQUIRED',
      '/publishedAt INVALID',
      '/tags INVALID',
    ]);
    expect(fault?.message.split('\n')).toContain('news.ndjson:2: /headline: headline is required.');
  });

  it.each([
    ['a leap second', { publishedAt: '2016-12-31T23:59:60Z' }, '/publishedAt'],
    ['a year that is none', { modifiedAt: '0000-01-01T00:00:00Z' }, '/modifiedAt'],
    ['a day without a time', { publishAt: '2019-01-04' }, '/publishAt'],
    ['a scheduled story without a time', { status: 'scheduled' }, '/status'],
    ['a language that is none', { language: 'English language' }, '/language'],
    ['a former address that is none', { formerUrls: ['http://['] }, '/formerUrls'],
    ['a script as an address', { canonicalUrl: 'javascript:alert(1)' }, '/canonicalUrl'],
  ])('refuses %s', async (_what, fields, pointer) => {
    const { fault } = await read(sourceOf(story('x', fields)));
    expect(fault?.reasons).toMatchObject([{ pointer }]);
  });

  it('writes nothing to a terminal that it could take for a command', async () => {
    const { fault } = await read(sourceOf('{"a":\u001b[2J}'));
    expect(fault?.message).toMatch(/not JSON/);
    expect(fault?.message).not.toMatch(/\p{Cc}/u);
  });

  it('refuses a line that is too long without reading it to its end', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let chunks = 0;
    const endless = Readable.from(
      (function* () {
        yield Buffer.from(`${story('a')}\n`);
        for (;;) {
          chunks += 1;
          yield chunk;
        }
      })(),
    );
    const { stories, fault } = await read(ImportSource.ofStream('long.ndjson', endless));
    expect(stories).toHaveLength(1);
    expect(fault).toMatchObject({ line: 2, reasons: [{ code: 'LINE_TOO_LONG' }] });
    expect(chunks).toBeLessThan(MAX_LINE_BYTES / chunk.length + 20);
  });

  it('ends at once when it is closed while it waits for more', async () => {
    const stream = new PassThrough();
    const source = ImportSource.ofStream('stdin', stream);
    stream.write(`${story('a')}\n`);
    const lines = readNdjson(source);
    expect((await lines.next()).value).toMatchObject({ line: 1 });
    const next = lines.next();
    source.close();
    await expect(next).rejects.toThrow(ImportFault);
  });

  it('keeps no more than a line in memory', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed + process.memoryUsage().external;
    };
    const text = 'Word '.repeat(4_000);
    const lines = (function* () {
      for (let n = 0; n < 5_000; n += 1) yield Buffer.from(`${story(String(n), { body: { text } })}\n`);
    })();
    const source = ImportSource.ofStream('big.ndjson', Readable.from(lines));
    const before = heap();
    let most = 0;
    for await (const { line } of readNdjson(source)) {
      if (line % 500 === 0) most = Math.max(most, heap() - before);
    }
    expect(source.bytesRead).toBeGreaterThan(100_000_000);
    expect(most).toBeLessThan(10_000_000);
  });
});
