import { applyDecorators } from '@nestjs/common';
import { commentHtml, normaliseCommentText } from '../body/comment-text.js';
import { check } from '../platform/http/rules.js';

/**
 * White space, controls, what Unicode shows nothing of (UAX #44, Default_Ignorable_Code_Point), and marks, which need
 * something to stand on.
 */
const NOTHING = /^[\p{Z}\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Controls that are no white space, and the two non-characters that XML cannot hold. */
const CONTROLS = /[^\P{Cc}\t\n\v\f\r]|[\uFFFE\uFFFF]/u;
/** Embeddings, overrides and isolates (UAX #9): an open one turns round what stands after it in the line. */
const DIRECTION_FORMATTING = /[\u202A-\u202E\u2066-\u2069]/;
/** Those that show letters in another order than they have, whatever their script. */
const OVERRIDES = /[\u202D\u202E]/;
/** Stands unseen between marks. Signs that pick the style of an emoji are among them. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Five marks on one letter, which no language writes ("zalgo"). */
const PILED_MARKS = /[\p{Mn}\p{Me}]{5}/u;

const refuses =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value !== 'string' || !pattern.test(value);

/**
 * More marks in a row than any text has (UAX #15, Stream-Safe Text Format). Putting them in order takes the square of their
 * number: a request full of them would keep the process for minutes. Such a text is refused as it is.
 */
const ENDLESS_MARKS = /(?:(?!\p{Default_Ignorable_Code_Point})\p{M}){31}/u;

/** A letter that NFC has put together with a mark counts as both. */
const hasNoPiledMarks = (value: unknown): boolean =>
  typeof value !== 'string' ||
  !(ENDLESS_MARKS.test(value) || PILED_MARKS.test(value.normalize('NFD').replace(UNSEEN, '')));

/** Nothing is taken out of what a reader wrote without a word: what cannot be shown safely is refused. */
const Readable = (direction: RegExp) =>
  applyDecorators(
    check('hasNoControls', refuses(CONTROLS), '$property must not contain control characters', {
      context: { code: 'CONTROL_CHARACTER' },
    }),
    check('keepsDirection', refuses(direction), '$property must not turn the direction of the text', {
      context: { code: 'DIRECTION_OVERRIDE' },
    }),
    check('hasNoPiledMarks', hasNoPiledMarks, '$property must not pile marks on a letter', {
      context: { code: 'PILED_MARKS' },
    }),
  );

/**
 * Rules of a reader's name: no control characters, no bidi formatting, no piles of marks. Marks of direction (U+200E,
 * U+200F, U+061C) and joiners, which Hebrew, Persian and the scripts of India are written with, stay.
 */
export const ReadableName = () => Readable(DIRECTION_FORMATTING);

/** Rules of a comment: the same, but embeddings and isolates, which programs put round what is copied, stay. */
export const ReadableBody = () => Readable(OVERRIDES);

/** The text, or an empty one when a reader would see nothing of it. */
export const visibleText = (text: string): string => (NOTHING.test(text) ? '' : text);

/**
 * A reader's name as it is stored: NFC, on one line, trimmed; empty when nothing of it can be seen. What has endless marks
 * stays as it is, to be refused.
 */
export const readerName = (name: string): string =>
  ENDLESS_MARKS.test(name) ? name : visibleText(name.normalize('NFC').replace(/\s+/g, ' ').trim());

/** What Markdown may make nothing of. */
const MARKUP_ALONE = /^[\s\d`~*_>+\-.)#=\\]*$/;
const TAGS = /<[^>]*>/g;

/**
 * A comment as it is stored; empty when a reader would see nothing of it, such as an empty list. What has control
 * characters or endless marks stays as it is, to be refused.
 */
export function commentBody(text: string): string {
  if (CONTROLS.test(text) || ENDLESS_MARKS.test(text)) return text;
  const body = visibleText(normaliseCommentText(text));
  if (!MARKUP_ALONE.test(body)) return body;
  return visibleText(commentHtml(body).replace(TAGS, '')) === '' ? '' : body;
}
