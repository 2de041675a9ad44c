import { RELATED_WEIGHTS } from './related-weights.js';

const { score: PARTS, floor, age, diversity, stored } = RELATED_WEIGHTS;

/** What is known of a published story when related ones are chosen. */
export interface StoryFacts {
  readonly id: string;
  readonly sectionId: string;
  readonly section: string;
  /** Stories that are translations of each other share one. */
  readonly translationGroup: string | null;
  /** Time of publication, in days. */
  readonly day: number;
  readonly language: string;
  /** In words, see `RelatedProfileEntity`. */
  readonly length: number;
  readonly terms: readonly string[];
  /** The terms as they are written, and how much the story is about them. */
  readonly words: readonly string[];
  readonly weights: readonly number[];
  readonly tags: readonly { readonly id: string; readonly name: string }[];
  /** When what it is about was last made out, and its related stories chosen. */
  readonly madeAt: Date | null;
  readonly chosenAt: Date | null;
}

/** How rare terms and tags are: the more the fewer have it. */
export interface Rarity {
  /** 0 for a word that every second story has: it says nothing about any. */
  term(term: string, language: string): number;
  tag(id: string): number;
}

export interface Reason {
  readonly kind: 'terms' | 'tags' | 'section' | 'recent';
  readonly detail: string;
}

/** A candidate with its score for a story. */
export interface Scored {
  readonly story: StoryFacts;
  readonly score: number;
  readonly reasons: readonly Reason[];
}

/** The words that are named as a reason, at most. */
const NAMED_WORDS = 5;

/** One story, to which others are compared. */
export class Subject {
  private readonly weights: ReadonlyMap<string, { weight: number; word: string; own: number }>;
  private readonly whole: number;
  private readonly wholeOfTags: number;

  constructor(
    readonly story: StoryFacts,
    readonly rarity: Rarity,
  ) {
    const own = story.terms.map((term, place) => {
      const weight = story.weights[place] ?? 0;
      return [
        term,
        { weight, word: story.words[place] ?? term, own: weight * rarity.term(term, story.language) },
      ] as const;
    });
    this.weights = new Map(own);
    this.whole = own.reduce((sum, [, term]) => sum + term.own * term.weight, 0);
    this.wholeOfTags = story.tags.reduce((sum, { id }) => sum + rarity.tag(id), 0);
  }

  /** How related the other story is, or null when the two have too little in common. */
  compare(other: StoryFacts): Scored | null {
    if (this.isVersion(other)) return null;
    const { shared, text } = this.text(other);
    const tags = this.tags(other);
    const common = PARTS.text * text + PARTS.tags * tags.share;
    if (common < floor) return null;
    const isSameSection = other.sectionId === this.story.sectionId;
    const score = (common + (isSameSection ? PARTS.section : 0)) * this.freshness(other);
    const reasons: Reason[] = [];
    if (shared.length > 0) reasons.push({ kind: 'terms', detail: shared.slice(0, NAMED_WORDS).join(', ') });
    if (tags.names.length > 0) reasons.push({ kind: 'tags', detail: tags.names.join(', ') });
    if (isSameSection) reasons.push({ kind: 'section', detail: other.section });
    if (this.apart(other) <= age.sameDays) reasons.push({ kind: 'recent', detail: 'From the same days' });
    return { story: other, score, reasons };
  }

  private isVersion({ id, translationGroup }: StoryFacts): boolean {
    return (
      id === this.story.id || (translationGroup !== null && translationGroup === this.story.translationGroup)
    );
  }

  /** Of what this story says, the share that the other says too; and the words, those that count most first. */
  private text(other: StoryFacts): { text: number; shared: string[] } {
    const shared: { word: string; share: number }[] = [];
    other.terms.forEach((term, place) => {
      const mine = this.weights.get(term);
      if (mine && mine.own > 0)
        shared.push({ word: mine.word, share: mine.own * (other.weights[place] ?? 0) });
    });
    const sum = shared.reduce((total, { share }) => total + share, 0);
    return {
      text: this.whole === 0 ? 0 : sum / this.whole,
      shared: shared.toSorted((a, b) => b.share - a.share).map(({ word }) => word),
    };
  }

  private tags(other: StoryFacts): { share: number; names: string[] } {
    const mine = new Set(this.story.tags.map(({ id }) => id));
    const shared = other.tags.filter(({ id }) => mine.has(id));
    const sum = shared.reduce((total, { id }) => total + this.rarity.tag(id), 0);
    return {
      share: this.wholeOfTags === 0 ? 0 : sum / this.wholeOfTags,
      names: shared.map(({ name }) => name),
    };
  }

  private apart(other: StoryFacts): number {
    return Math.abs(this.story.day - other.day);
  }

  /** From 1 for a story of the same moment down to `lasting`, soon for news in brief and late for long reads. */
  private freshness(other: StoryFacts): number {
    const long = Math.min(other.length / age.longLength, 1);
    const halfLife = age.briefHalfLife + long * (age.longHalfLife - age.briefHalfLife);
    return age.lasting + (1 - age.lasting) * 2 ** (-this.apart(other) / halfLife);
  }
}

/**
 * The stories that stand beside a story, in order: the best first, unless it is much like one that stands there already.
 * Of stories that are the same but for a few words, only the best; and none that is the same as the story itself.
 */
export function choose(subject: Subject, others: readonly StoryFacts[]): Scored[] {
  const ranked = others
    .flatMap((other) => subject.compare(other) ?? [])
    .toSorted((a, b) => b.score - a.score || b.story.day - a.story.day || (a.story.id < b.story.id ? 1 : -1));
  const best = ranked[0]?.score ?? 0;
  const similarity = new Similarity(subject.rarity);
  const open = ranked
    .filter(({ story }) => similarity.of(subject.story, story) < diversity.duplicate)
    .slice(0, diversity.considered)
    .map((scored) => ({ scored, likeness: 0 }));
  const chosen: Scored[] = [];
  while (chosen.length < stored && open.length > 0) {
    const worth = open.map(({ scored, likeness }) => scored.score - diversity.redundancy * best * likeness);
    const [next] = open.splice(worth.indexOf(Math.max(...worth)), 1);
    if (!next || next.likeness >= diversity.duplicate) continue;
    chosen.push(next.scored);
    for (const one of open) {
      one.likeness = Math.max(one.likeness, similarity.of(next.scored.story, one.scored.story));
    }
  }
  return chosen;
}

/**
 * How alike stories are: of what both say, weighed by how rare it is, the share that they have in common. Translations of
 * each other are the same.
 */
class Similarity {
  private readonly profiles = new Map<string, TermProfile>();

  constructor(private readonly rarity: Rarity) {}

  of(one: StoryFacts, other: StoryFacts): number {
    if (one.translationGroup !== null && one.translationGroup === other.translationGroup) return 1;
    const [a, b] = [this.profileOf(one), this.profileOf(other)];
    let common = 0;
    for (const [term, weight] of b.terms) if (a.terms.has(term)) common += weight;
    return common === 0 ? 0 : common / (a.whole + b.whole - common);
  }

  private profileOf({ id, language, terms }: StoryFacts): TermProfile {
    let known = this.profiles.get(id);
    if (!known) {
      const weighed = new Map(terms.map((term) => [term, this.rarity.term(term, language)]));
      known = { terms: weighed, whole: [...weighed.values()].reduce((sum, weight) => sum + weight, 0) };
      this.profiles.set(id, known);
    }
    return known;
  }
}

interface TermProfile {
  readonly terms: ReadonlyMap<string, number>;
  readonly whole: number;
}
