import type { Block, DraftBlock } from './block.js';
import { inlineText } from './blocks-to-text.js';

/** How much of two blocks must be the same for one to count as an edit of the other (Sørensen–Dice, 0 to 1). */
const SIMILAR = 0.5;
/** How many blocks further on an edited block is looked for when blocks came or went beside it. */
const LOOK_AHEAD = 4;
/** Characters that are compared. */
const COMPARED = 1_000;

function comparedText(block: DraftBlock): string {
  switch (block._type) {
    case 'block':
      return inlineText(block);
    case 'image':
      return [block.url, block.alt, block.caption ?? ''].join(' ');
    case 'embed':
      return [block.url, block.title ?? ''].join(' ');
    case 'code':
      return block.code;
    case 'table':
      return block.rows.map((row) => row.cells.map(inlineText).join(' ')).join(' ');
    case 'divider':
      return '';
  }
}

/** Pairs of neighbouring characters of a text and how often each comes. */
function pairsOf(block: DraftBlock): Map<number, number> {
  const text = comparedText(block).slice(0, COMPARED);
  const pairs = new Map<number, number>();
  for (let index = 1; index < text.length; index += 1) {
    const pair = text.charCodeAt(index - 1) * 65_536 + text.charCodeAt(index);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

function similarity(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let shared = 0;
  let total = 0;
  for (const [pair, count] of a) {
    shared += Math.min(count, b.get(pair) ?? 0);
    total += count;
  }
  for (const count of b.values()) total += count;
  return total === 0 ? 0 : (2 * shared) / total;
}

class Comparison {
  private readonly pairs = new Map<DraftBlock, Map<number, number>>();

  isEdit(draft: DraftBlock, earlier: DraftBlock): boolean {
    return draft._type === earlier._type && similarity(this.of(draft), this.of(earlier)) >= SIMILAR;
  }

  private of(block: DraftBlock): Map<number, number> {
    const known = this.pairs.get(block) ?? pairsOf(block);
    this.pairs.set(block, known);
    return known;
  }
}

/**
 * Completes `matches` (the place among `previous` of each unchanged block) with edited blocks: between two
 * unchanged neighbours, in order, those that are alike enough.
 */
export function keepEditedKeys(
  drafts: readonly DraftBlock[],
  previous: readonly Block[],
  matches: readonly (number | undefined)[],
): (number | undefined)[] {
  const result = [...matches];
  if (previous.length === 0) return result;
  const used = new Set(matches.filter((match) => match !== undefined));
  const comparison = new Comparison();
  let next = 0;
  drafts.forEach((draft, index) => {
    const match = matches[index];
    if (match !== undefined) {
      next = match + 1;
      return;
    }
    for (
      let place = next;
      place < previous.length && place < next + LOOK_AHEAD && !used.has(place);
      place += 1
    ) {
      const earlier = previous[place];
      if (!earlier || !comparison.isEdit(draft, earlier)) continue;
      result[index] = place;
      used.add(place);
      next = place + 1;
      return;
    }
  });
  return result;
}
