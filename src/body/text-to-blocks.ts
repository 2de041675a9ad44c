import type { DraftBlock } from './block.js';
import { MAX_BLOCKS, tooManyBlocks } from './body-limits.js';
import { cleanText } from './clean-text.js';

/** Paragraphs of plain text as arrays of lines: an empty line ends a paragraph. Linear in the length of the text. */
export function paragraphsOf(text: string): string[][] {
  const paragraphs: string[][] = [];
  let open = false;
  for (const line of text.split('\n')) {
    const empty = line.trim() === '';
    if (!empty && open) paragraphs.at(-1)?.push(line.trim());
    else if (!empty) paragraphs.push([line.trim()]);
    open = !empty;
  }
  return paragraphs;
}

/** Blocks of a story written as plain text: empty lines part paragraphs, a single line end stays a line break. */
export function textToBlocks(text: string): DraftBlock[] {
  const paragraphs = paragraphsOf(cleanText(text));
  if (paragraphs.length > MAX_BLOCKS) throw tooManyBlocks();
  return paragraphs.map((lines) => ({
    _type: 'block',
    style: 'normal',
    children: [{ _type: 'span', _key: 's0', text: lines.join('\n'), marks: [] }],
    markDefs: [],
  }));
}
