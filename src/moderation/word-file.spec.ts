import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WordFile } from './word-file.js';

let folder: string;
let path: string;
let writes = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-words-'));
  path = join(folder, 'words.txt');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Writes the list anew, at a later time than before. */
async function write(text: string): Promise<void> {
  await writeFile(path, text);
  await utimes(path, new Date(), new Date(Date.now() + (writes += 5_000)));
}

describe('the file of a word list', () => {
  it('is read anew when it has changed', async () => {
    await write('one');
    const file = await WordFile.open(path, 0);
    expect((await file.matcher()).find('one two')?.word.term).toBe('one');
    expect(await file.matcher()).toBe(await file.matcher());
    await write('two');
    expect((await file.matcher()).find('one two')?.word.term).toBe('two');
  });

  it('that is missing or makes no sense is refused in one line with the name of the setting', async () => {
    await expect(WordFile.open(path)).rejects.toThrow(/^COMMENT_WORDS_FILE cannot be used: ENOENT.*$/);
    await expect(WordFile.open(folder)).rejects.toThrow(/^COMMENT_WORDS_FILE cannot be used: EISDIR.*$/);
    await write('***');
    await expect(WordFile.open(path)).rejects.toThrow(/^COMMENT_WORDS_FILE cannot be used: .*word list.*$/);
  });

  it('that breaks later leaves the last good list, and the log says so once', async () => {
    const logged = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    await write('one');
    const file = await WordFile.open(path, 0);
    const term = async () => (await file.matcher()).find('one two')?.word.term;
    await write('***');
    expect([await term(), await term()]).toEqual(['one', 'one']);
    expect(logged.mock.calls).toEqual([[expect.stringMatching(/^COMMENT_WORDS_FILE .* word list/)]]);
    await rm(path);
    expect([await term(), await term()]).toEqual(['one', 'one']);
    expect(logged.mock.calls).toHaveLength(2);
    await write('two');
    expect(await term()).toBe('two');
    await write('***');
    expect(await term()).toBe('two');
    expect(logged.mock.calls).toHaveLength(3);
  });
});
