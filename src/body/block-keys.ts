import { createHash } from 'node:crypto';
import type { Block, DraftBlock, InlineContent } from './block.js';
import { keepEditedKeys } from './edited-keys.js';

const KEY_LENGTH = 12;

type Run = [text: string, ...marks: string[]];

// Spans that differ only in how they are cut, ordered or keyed are the same text.
function inlineContent({ children, markDefs }: InlineContent): Run[] {
  const targets = new Map(markDefs.map((link) => [link._key, link.href]));
  const runs: { text: string[]; marks: string[] }[] = [];
  for (const span of children) {
    const marks = span.marks.map((mark) => (targets.has(mark) ? `link ${targets.get(mark)}` : mark)).sort();
    const last = runs.at(-1);
    if (last && last.marks.join('\n') === marks.join('\n')) last.text.push(span.text);
    else runs.push({ text: [span.text], marks });
  }
  return runs.map(({ text, marks }) => [text.join(''), ...marks]);
}

/** The content of a block without any keys, as one string: equal for two blocks with the same content. */
function contentOf(block: DraftBlock): string {
  switch (block._type) {
    case 'block':
      return JSON.stringify(['block', block.style, block.listItem, block.level, inlineContent(block)]);
    case 'image':
      return JSON.stringify([
        'image',
        block.imageId ?? block.url,
        block.alt,
        block.caption,
        block.credit,
        block.width,
        block.height,
      ]);
    case 'embed':
      return JSON.stringify(['embed', block.url, block.provider, block.title]);
    case 'code':
      return JSON.stringify(['code', block.code, block.language]);
    case 'divider':
      return '["divider"]';
    case 'table': {
      const rows = block.rows.map((row) =>
        row.cells.map((cell) => [cell.header, cell.colSpan, cell.rowSpan, inlineContent(cell)]),
      );
      return JSON.stringify(['table', block.caption, rows]);
    }
  }
}

const hash = (content: string, occurrence: number): string =>
  createHash('sha256').update(`${occurrence}\n${content}`).digest('hex').slice(0, KEY_LENGTH);

/** Finds the earlier block of each new one that has the same content: at the ends first, then in order. */
function matchUnchanged(contents: readonly string[], earlier: readonly string[]): (number | undefined)[] {
  const matches: (number | undefined)[] = contents.map(() => undefined);
  let head = 0;
  const shorter = Math.min(contents.length, earlier.length);
  while (head < shorter && contents[head] === earlier[head]) matches[head] = head++;
  let tail = 0;
  while (tail < shorter - head && contents.at(-1 - tail) === earlier.at(-1 - tail)) {
    tail += 1;
    matches[contents.length - tail] = earlier.length - tail;
  }
  const places = new Map<string, number[]>();
  for (let index = earlier.length - tail - 1; index >= head; index -= 1) {
    const content = earlier[index] ?? '';
    const known = places.get(content);
    if (known) known.push(index);
    else places.set(content, [index]);
  }
  for (let index = head; index < contents.length - tail; index += 1) {
    matches[index] = places.get(contents[index] ?? '')?.pop();
  }
  return matches;
}

/**
 * Gives every block its key. A block that came with one keeps it. Otherwise a block with the content of an earlier
 * one takes over that block's key (and the keys inside it), a slightly edited one between the same neighbours too,
 * and any other gets the hash of its content and of the number of times that content came before: 12 hex digits.
 */
export function assignKeys(drafts: readonly DraftBlock[], previous: readonly Block[] = []): Block[] {
  const contents = drafts.map(contentOf);
  const matches = matchUnchanged(contents, previous.map(contentOf));
  const keys = keepEditedKeys(drafts, previous, matches);
  const taken = new Set(drafts.flatMap((draft) => draft._key ?? []));
  const kept = drafts.map((draft, index) => {
    if (draft._key !== undefined) return draft._key;
    const key = previous[keys[index] ?? -1]?._key;
    if (key === undefined || taken.has(key)) return undefined;
    taken.add(key);
    return key;
  });
  const occurrences = new Map<string, number>();
  return drafts.map((draft, index) => {
    const content = contents[index] ?? '';
    let occurrence = occurrences.get(content) ?? 0;
    let key = kept[index];
    for (; key === undefined; occurrence += 1) {
      const made = hash(content, occurrence);
      if (!taken.has(made)) key = made;
    }
    occurrences.set(content, occurrence);
    taken.add(key);
    const match = previous[matches[index] ?? -1];
    const unchanged = draft._key === undefined && match?._key === key;
    return unchanged ? match : ({ ...draft, _key: key } as Block);
  });
}
