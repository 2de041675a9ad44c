import type { Block, InlineContent } from './block.js';
import { groupLists } from './list-groups.js';

/** Text without its marks. */
export const inlineText = ({ children }: InlineContent): string => children.map((span) => span.text).join('');

/**
 * Text of one block: cells of a table are parted by tabs and its rows by line ends; pictures, embeds and dividers
 * have none.
 */
export function blockText(block: Block): string {
  switch (block._type) {
    case 'block':
      return inlineText(block);
    case 'table':
      return block.rows.map((row) => row.cells.map(inlineText).join('\t')).join('\n');
    case 'code':
      return block.code;
    default:
      return '';
  }
}

/** Plain text of a body: blocks are parted by an empty line, items of one list by a line end. */
export function blocksToText(blocks: readonly Block[], texts: readonly string[]): string {
  const paragraphs = groupLists(blocks).map((part) =>
    part.list ? texts.slice(part.first, part.last + 1).join('\n') : (texts[part.index] ?? ''),
  );
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}
