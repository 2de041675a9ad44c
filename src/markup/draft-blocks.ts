import type { DraftBlock } from '../body/body.js';

const MAX_TEXT = 5_000;

/** A paragraph of plain text. */
export const paragraphOf = (text: string): DraftBlock => ({
  _type: 'block',
  style: 'normal',
  children: [{ _type: 'span', _key: 's0', text: text.slice(0, MAX_TEXT), marks: [] }],
  markDefs: [],
});

/** The text of the first block that has any. */
export function firstTextOf(blocks: readonly DraftBlock[]): string {
  for (const block of blocks) {
    const text =
      block._type === 'block'
        ? block.children.map((span) => span.text).join('')
        : block._type === 'image'
          ? block.caption || block.alt
          : block._type === 'embed'
            ? (block.title ?? '')
            : '';
    if (text.trim() !== '') return text;
  }
  return '';
}
