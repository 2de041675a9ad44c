import { expect, it } from 'vitest';
import { listMark, readCursor } from './cursor.js';

const MARK = listMark('-publishedAt', {});
const ID = '01a207e3-f8e0-70fe-9e6f-5be9c4f18c3a';
const cursor = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

it('gives back the place that it holds', () => {
  const time = Date.parse('2020-11-08T18:30:00.123Z');
  expect(readCursor(cursor(MARK, time, ID), MARK, { type: 'instant' }, 'after')).toEqual({
    key: '2020-11-08T18:30:00.123Z',
    id: ID,
  });
});

it.each([
  ['a year beyond 9999', cursor(MARK, 8.64e15, ID)],
  ['a year before 1', cursor(MARK, -8.64e15, ID)],
  ['text where a time belongs', cursor(MARK, 'yesterday', ID)],
  ['no id', cursor(MARK, 1, 'x')],
  ['too few parts', cursor(MARK, 1)],
  ['no JSON', 'bm8ganNvbg'],
])('refuses %s', (_what, text) => {
  expect(() => readCursor(text, MARK, { type: 'instant' }, 'after')).toThrow(
    expect.objectContaining({ code: 'INVALID_CURSOR' }),
  );
});

it('refuses a NUL in a name', () => {
  expect(() => readCursor(cursor(MARK, 'a\0b', ID), MARK, { type: 'text' }, 'after')).toThrow(
    expect.objectContaining({ code: 'INVALID_CURSOR' }),
  );
});

it('refuses the cursor of a list with another sort or filter', () => {
  const other = listMark('-publishedAt', { section: 'world' });
  expect(() => readCursor(cursor(other, 1, ID), MARK, { type: 'instant' }, 'after')).toThrow(
    expect.objectContaining({ code: 'CURSOR_MISMATCH' }),
  );
});
