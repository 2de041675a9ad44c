import type { ImportSource } from '../imports/import-source.js';
import { readJson } from '../imports/json.reader.js';
import { NinjsItem } from './ninjs-item.js';

/** Items that hold others stand no deeper inside each other than so. */
const MAX_DEPTH = 5;

/** An item that is not part of a story, and its place among them. */
export interface ReadItem {
  readonly item: NinjsItem;
  /** The collections that it came in, from the outermost: what they say of its use holds for it. */
  readonly holders: readonly NinjsItem[];
  /** From 1. */
  readonly number: number;
  readonly length: number;
}

/**
 * Reads items of ninjs, one at a time: one document, a list, one a line. An item that is nothing but a collection of
 * others stands for those.
 * @throws ImportFault for the first place that cannot be read, after the items before it
 */
export async function* readNinjs(source: ImportSource): AsyncGenerator<ReadItem> {
  let number = 0;
  for await (const { value, length } of readJson(source, FORMS)) {
    const given = NinjsItem.of(value);
    const items = given ? unpacked(given, []) : [];
    for (const one of items) {
      number += 1;
      yield { ...one, number, length: Math.ceil(length / items.length) };
    }
  }
}

const FORMS = {
  '{': { paths: ['$'], isSequence: true },
  '[': { paths: ['$.*'], isSequence: false },
} as const;

/** A composite with a body is a story with its pictures; without one it is a list. */
function unpacked(item: NinjsItem, holders: readonly NinjsItem[]): Pick<ReadItem, 'item' | 'holders'>[] {
  const inside = item.list('associations');
  const isList = item.text('type') === 'composite' && item.texts('body').length === 0 && inside.length > 0;
  if (!isList || holders.length >= MAX_DEPTH) return [{ item, holders }];
  return inside.flatMap((one) => unpacked(one, [...holders, item]));
}
