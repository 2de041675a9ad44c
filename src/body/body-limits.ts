import { invalidInput, type DomainError } from '../platform/api/errors.js';

/** Longest body in characters (UTF-16 code units), and most blocks in one. */
export const MAX_CHARACTERS = 1_000_000;
export const MAX_BLOCKS = 5_000;

/**
 * Most characters that can begin markup (`<`, `&`, in Markdown also `*`, `[`, `!`, line ends and so on). A body of
 * 5,000 blocks needs a small part of it; parsers need a second and more for a body that is all markup.
 */
const MAX_MARKUP = 100_000;

/** Most table cells in a body, and most spans in one block (rendering marks is quadratic in the latter). */
export const MAX_CELLS = 20_000;
export const MAX_SPANS = 1_000;

/** 422 `INVALID_INPUT` for the body as a whole. */
export const invalidBody = (code: string, detail: string, pointer = '/body'): DomainError =>
  invalidInput([{ pointer, code, detail }]);

/** 422 `INVALID_INPUT`, code `TOO_LONG`. */
export const bodyTooLong = (detail: string, pointer = '/body'): DomainError =>
  invalidBody('TOO_LONG', detail, pointer);

/** 422 `INVALID_INPUT`, code `TOO_LONG`: more than `MAX_BLOCKS` blocks. */
export const tooManyBlocks = (): DomainError =>
  bodyTooLong(`A body has at most ${MAX_BLOCKS.toLocaleString('en')} blocks.`);

/** Throws `TOO_LONG` when more than `MAX_MARKUP` characters of `source` are among `starters`. */
export function limitMarkup(source: string, starters: string): void {
  if (source.length <= MAX_MARKUP) return;
  const codes = new Set(Array.from(starters, (character) => character.charCodeAt(0)));
  let count = 0;
  for (let index = 0; index < source.length; index += 1) if (codes.has(source.charCodeAt(index))) count += 1;
  if (count > MAX_MARKUP) throw bodyTooLong('The body has too much markup.');
}
