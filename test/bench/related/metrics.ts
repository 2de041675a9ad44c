import type { LabelledStory } from './dataset.js';

/** Related stories are shown so many at a time. */
export const SHOWN = 5;

export interface Quality {
  /** Share of the five places that are filled with stories of the same label. An empty place is a wrong one. */
  readonly precision: number;
  /** The same with earlier places counting more. */
  readonly ndcg: number;
  /** Share of the places that are filled at all. */
  readonly filled: number;
}

const GAINS = Array.from({ length: SHOWN }, (_, place) => 1 / Math.log2(place + 2));

/** @param lists places in `stories` of those beside each of the `asked` ones, the best first */
export function qualityOf(
  stories: readonly LabelledStory[],
  asked: readonly number[],
  lists: readonly (readonly number[])[],
): Quality {
  const sizes = new Map<string, number>();
  for (const { label } of stories) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const sums = { precision: 0, ndcg: 0, filled: 0 };
  asked.forEach((subject, index) => {
    const label = stories[subject]?.label ?? '';
    const list = (lists[index] ?? []).slice(0, SHOWN);
    const hits = list.map((other) => (stories[other]?.label === label ? 1 : 0));
    const best = gain(GAINS.slice(0, Math.min(SHOWN, (sizes.get(label) ?? 1) - 1)).map(() => 1));
    sums.precision += hits.reduce<number>((sum, hit) => sum + hit, 0) / SHOWN;
    sums.ndcg += best === 0 ? 0 : gain(hits) / best;
    sums.filled += list.length / SHOWN;
  });
  const count = Math.max(asked.length, 1);
  return { precision: sums.precision / count, ndcg: sums.ndcg / count, filled: sums.filled / count };
}

const gain = (hits: readonly number[]): number =>
  hits.reduce((sum, hit, place) => sum + hit * (GAINS[place] ?? 0), 0);
