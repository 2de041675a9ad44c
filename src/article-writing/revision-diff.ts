import { isDeepStrictEqual } from 'node:util';
import {
  type ArticleRevision,
  type ArticleRevisionDiff,
  BlockChangeKind,
  type RevisionBlockChange,
  type RevisionFieldChange,
} from './article-revision.view.js';

type Keyed = { readonly _key: string } & object;

const slugsOf = (named: readonly { slug: string }[]): string[] => named.map(({ slug }) => slug);

/** What is compared of two revisions beside their bodies. */
const FIELDS: Readonly<Record<string, (revision: ArticleRevision) => unknown>> = {
  headline: ({ headline }) => headline,
  dek: ({ dek }) => dek,
  excerpt: ({ excerpt }) => excerpt,
  section: ({ section }) => section.slug,
  authors: ({ authors }) => slugsOf(authors),
  tags: ({ tags }) => slugsOf(tags),
  leadImage: ({ leadImage }) => leadImage?.id ?? null,
  'seo.title': ({ seo }) => seo.title,
  'seo.description': ({ seo }) => seo.description,
  note: ({ note }) => note,
};

/** What a revision says otherwise than an earlier one, or any other. */
export const diffOf = (before: ArticleRevision, after: ArticleRevision): ArticleRevisionDiff => ({
  number: after.number,
  against: before.number,
  fields: Object.entries(FIELDS).flatMap(([field, valueOf]): RevisionFieldChange[] => {
    const change = { field, before: valueOf(before), after: valueOf(after) };
    return isDeepStrictEqual(change.before, change.after) ? [] : [change];
  }),
  blocks: blockChanges(before.body.blocks as Keyed[], after.body.blocks as Keyed[]),
});

/** Blocks are told by their keys, which stay with them when a story is edited. */
export function blockChanges(before: readonly Keyed[], after: readonly Keyed[]): RevisionBlockChange[] {
  const places = new Map(before.map(({ _key }, place) => [_key, place]));
  const stayed = after.flatMap(({ _key }) => places.get(_key) ?? []);
  const unmoved = new Set(longestRise(stayed));
  const changes = after.flatMap((block, to): RevisionBlockChange[] => {
    const key = block._key;
    const from = places.get(key);
    if (from === undefined) {
      return [
        { key, kind: BlockChangeKind.ADDED, isMoved: false, from: null, to, before: null, after: block },
      ];
    }
    const old = before[from] as Keyed;
    const isMoved = !unmoved.has(from);
    const isSame = isDeepStrictEqual(old, block);
    if (isSame && !isMoved) return [];
    const kind = isSame ? BlockChangeKind.MOVED : BlockChangeKind.CHANGED;
    return [{ key, kind, isMoved, from, to, before: old, after: block }];
  });
  const left = new Set(after.map(({ _key }) => _key));
  const removed = before.flatMap((block, from): RevisionBlockChange[] => {
    const key = block._key;
    if (left.has(key)) return [];
    return [
      { key, kind: BlockChangeKind.REMOVED, isMoved: false, from, to: null, before: block, after: null },
    ];
  });
  return [...changes, ...removed];
}

/**
 * The longest part of a list whose numbers rise, in n log n: of blocks that stayed, the most that did not have to move
 * for the others to come where they are.
 */
function longestRise(numbers: readonly number[]): number[] {
  /** For each length the place of the least number that a rise of this length ends with. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  numbers.forEach((number, place) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] as number] as number) < number) low = middle + 1;
      else high = middle;
    }
    previous[place] = ends[low - 1];
    ends[low] = place;
  });
  const rise: number[] = [];
  for (let place = ends.at(-1); place !== undefined; place = previous[place])
    rise.push(numbers[place] as number);
  return rise.reverse();
}
