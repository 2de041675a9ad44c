import { assignKeys } from './block-keys.js';
import type { Block, DraftBlock } from './block.js';
import { readBlocks } from './blocks-reader.js';
import { blocksToHtml } from './blocks-to-html.js';
import { blockText, blocksToText } from './blocks-to-text.js';
import { MAX_CHARACTERS, bodyTooLong, invalidBody } from './body-limits.js';
import { cleanText } from './clean-text.js';
import { gapsOf, type Gap } from './gaps.js';
import type { PassedOver } from './html-losses.js';
import { htmlToBlocks } from './html-to-blocks.js';
import { markdownToHtml } from './markdown.js';
import { knowOwnImages, NO_IMAGES, type OwnImages } from './own-images.js';
import { textToBlocks } from './text-to-blocks.js';
import { WordCounter } from './word-count.js';

export type { Block, DraftBlock, Gap, PassedOver };

/** A story's body as a writer gives it: in exactly one of four forms. */
export type BodyInput = { html: string } | { markdown: string } | { text: string } | { blocks: unknown };

/** A body ready to be stored: its blocks and everything that readers get from them. */
export interface PreparedBody {
  /** The canonical form. */
  blocks: Block[];
  /** Safe HTML; every top-level element carries its block's key in `data-key`. */
  html: string;
  /** Plain text, paragraphs parted by an empty line. */
  text: string;
  wordCount: number;
  /** Whole minutes, at least 1. */
  readingMinutes: number;
  /** Where sponsor slots may stand, in order. */
  gaps: Gap[];
}

/** Silent reading of English non-fiction: Brysbaert (2019), https://doi.org/10.1016/j.jml.2019.104047. */
const WORDS_PER_MINUTE = 238;

const FORMS = ['html', 'markdown', 'text', 'blocks'] as const;

const FROM_STRING = {
  html: (source: string): DraftBlock[] => htmlToBlocks(source),
  markdown: (source: string): DraftBlock[] => htmlToBlocks(markdownToHtml(source)),
  text: textToBlocks,
} as const;

function limitLength({ length }: string): void {
  if (length > MAX_CHARACTERS) {
    throw bodyTooLong(`A body has at most ${MAX_CHARACTERS.toLocaleString('en')} characters.`);
  }
}

function readInput(input: unknown, images: OwnImages): DraftBlock[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalidBody('INVALID_TYPE', 'A body is an object.');
  }
  const given = new Map(Object.entries(input).filter(([, value]) => value !== undefined && value !== null));
  const [form, ...others] = FORMS.filter((name) => given.has(name));
  if (form === undefined || others.length > 0 || given.size > 1) {
    throw invalidBody('REQUIRED', `A body has exactly one of ${FORMS.join(', ')}, and nothing else.`);
  }
  const value = given.get(form);
  if (form === 'blocks') return readBlocks(value, images);
  if (typeof value !== 'string') throw invalidBody('INVALID_TYPE', `${form} is a string.`);
  limitLength(value);
  return FROM_STRING[form](cleanText(value));
}

/**
 * Blocks of a body in HTML, for who has to look at them before they are saved as `{ blocks }`. There may be none.
 * `passedOver` hears of what does not come through. Throws 422 `INVALID_INPUT`, code `TOO_LONG` or `TOO_DEEP`.
 */
export function blocksOfHtml(html: string, passedOver: PassedOver): DraftBlock[] {
  limitLength(html);
  return htmlToBlocks(cleanText(html), passedOver);
}

/**
 * Reads a body, checks it, and makes from it everything that is stored. `previous` is the same story's blocks
 * before the change: unchanged and slightly edited blocks keep their keys. `images` are the pictures behind
 * `imageIdsIn` the input.
 *
 * Throws 422 `INVALID_INPUT` with pointer `/body` (none or more than one form, not a string, empty; `TOO_LONG` over
 * 1,000,000 characters, 5,000 blocks or an absurd amount of markup; `TOO_DEEP`) or with pointers under
 * `/body/blocks`. Time is linear in the length of the input.
 */
export function prepareBody(
  input: BodyInput,
  previous?: readonly Block[],
  images: OwnImages = NO_IMAGES,
): PreparedBody {
  const drafts = knowOwnImages(readInput(input, images), images);
  if (drafts.length === 0) throw invalidBody('REQUIRED', 'The body is empty.');
  const blocks = assignKeys(drafts, previous);
  const texts = blocks.map(blockText);
  const counter = new WordCounter();
  const words = texts.map((text) => counter.count(text));
  const wordCount = words.reduce((sum, count) => sum + count, 0);
  return {
    blocks,
    html: blocksToHtml(blocks),
    text: blocksToText(blocks, texts),
    wordCount,
    readingMinutes: Math.max(1, Math.round(wordCount / WORDS_PER_MINUTE)),
    gaps: gapsOf(blocks, words),
  };
}
