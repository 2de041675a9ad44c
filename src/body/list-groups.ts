import type { Block, ListKind, TextBlock } from './block.js';

type ListItemBlock = TextBlock & { listItem: ListKind };

/** A list of one level and kind; each item may hold deeper lists. `key` is its first item's. */
export interface List {
  readonly kind: ListKind;
  readonly level: number;
  readonly key: string;
  readonly items: ListItem[];
}

interface ListItem {
  readonly block: ListItemBlock;
  readonly lists: List[];
}

/** A top-level part of a body: a list with the places of its first and last block, or another block. */
export type Part =
  | { readonly list: List; readonly first: number; last: number }
  | { readonly list: null; readonly block: Exclude<Block, ListItemBlock>; readonly index: number };

const isListItem = (block: Block): block is ListItemBlock =>
  block._type === 'block' && block.listItem !== undefined;

/**
 * Groups the flat list items of Portable Text into nested lists. A deeper item opens a list inside the item before
 * it; an item of the same level and another kind begins a new list beside it.
 */
export function groupLists(blocks: readonly Block[]): Part[] {
  const parts: Part[] = [];
  let open: List[] = [];
  blocks.forEach((block, index) => {
    if (!isListItem(block)) {
      open = [];
      parts.push({ list: null, block, index });
      return;
    }
    const level = block.level ?? 1;
    open = open.filter(
      (list) => list.level < level || (list.level === level && list.kind === block.listItem),
    );
    const current = open.at(-1);
    if (current?.level === level) {
      current.items.push({ block, lists: [] });
    } else {
      const list: List = { kind: block.listItem, level, key: block._key, items: [{ block, lists: [] }] };
      if (current) current.items.at(-1)?.lists.push(list);
      else parts.push({ list, first: index, last: index });
      open.push(list);
    }
    const part = parts.at(-1);
    if (part?.list) part.last = index;
  });
  return parts;
}
