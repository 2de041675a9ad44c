import type { Block } from './block.js';
import { groupLists, type Part } from './list-groups.js';

/** A place between two blocks where a sponsor slot may stand. */
export interface Gap {
  /** The slot goes after the block with this `_key`. */
  readonly key: string;
  /** Words of the story up to and including that block. */
  readonly words: number;
  /** Number of blocks up to and including it. */
  readonly blocks: number;
}

const APART: ReadonlySet<string> = new Set(['image', 'embed', 'table', 'code']);

const standsApart = (block: Block): boolean =>
  APART.has(block._type) || (block._type === 'block' && block.style === 'blockquote');

const isHeading = (block: Block): boolean => block._type === 'block' && /^h\d$/.test(block.style);

const lastIndexOf = (part: Part): number => (part.list ? part.last : part.index);

/**
 * Places for sponsor slots: after each part of the body but the last, never inside a list, after a heading, or
 * beside a quotation, picture, embed, table or code. `words` holds the number of words of each block.
 */
export function gapsOf(blocks: readonly Block[], words: readonly number[]): Gap[] {
  const gaps: Gap[] = [];
  let counted = 0;
  let total = 0;
  for (const part of groupLists(blocks)) {
    const index = lastIndexOf(part);
    for (; counted <= index; counted += 1) total += words[counted] ?? 0;
    const before = blocks[index];
    const after = blocks[index + 1];
    if (!before || !after || isHeading(before) || standsApart(before) || standsApart(after)) continue;
    gaps.push({ key: before._key, words: total, blocks: index + 1 });
  }
  return gaps;
}
