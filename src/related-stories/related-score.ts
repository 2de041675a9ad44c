import { NAME_SIGN } from './related-profile.js';
import { RELATED_WEIGHTS } from './related-weights.js';

const { score: PARTS, floor, age, popularity, diversity, stored } = RELATED_WEIGHTS;

/** What is known of a published story when related ones are chosen. */
export interface StoryFacts {
  readonly id: string;
  readonly sectionId: string;
  readonly section: string;
  /** Stories that are translations of each other share one. */
  readonly translationGroup: string | null;
  /** Time of publication, in days. */
  readonly day: number;
  /** In words, see `RelatedProfileEntity`. */
  readonly length: number;
  /** What it is about, and how much. */
  readonly terms: readonly string[];
  readonly weights: readonly number[];
  /** The terms as they are written; only of a story that is chosen for. */
  readonly words: readonly string[];
  /** Ids. */
  readonly tags: readonly string[];
  /** How often readers shared it and commented on it. */
  readonly echo: number;
  /** When what it is about was last made out, and its related stories chosen. */
  readonly madeAt: Date | null;
  readonly chosenAt: Date | null;
  /** `Subject.whole` and `Subject.wholeOfTags` at that choice. */
  readonly whole: number | null;
  readonly wholeOfTags: number | null;
}

/** How rare the terms and tags of a story are that is chosen for: the more the fewer have it. */
export interface Rarity {
  /** 0 for a word that every second story has: it says nothing about any. */
  term(term: string): number;
  /** By their ids, in the order in which they are named. */
  readonly tags: ReadonlyMap<string, { readonly name: string; readonly rarity: number }>;
}

export interface Reason {
  readonly kind: 'terms' | 'names' | 'tags' | 'section' | 'recent' | 'popular';
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

interface OwnTerm {
  readonly word: string;
  readonly isName: boolean;
  /** Its weight times how rare it is. */
  readonly rareWeight: number;
}

interface SharedWord {
  readonly word: string;
  readonly isName: boolean;
  readonly share: number;
}

/** Whether a term, `language:lexeme`, is a name. */
const isOfName = (term: string): boolean => term.includes(`:${NAME_SIGN}`);

/** One story, to which others are compared. */
export class Subject {
  /** All that the story says, and all its tags: what another shares is a part of it. */
  readonly whole: number;
  readonly wholeOfTags: number;
  /** Its terms that say nothing, since every second story has them. */
  readonly common: ReadonlySet<string>;
  private readonly own: ReadonlyMap<string, OwnTerm>;
  private readonly tags: readonly { id: string; name: string; rarity: number }[];

  constructor(
    readonly story: StoryFacts,
    rarity: Rarity,
  ) {
    const own = new Map<string, OwnTerm>();
    let whole = 0;
    story.terms.forEach((term, place) => {
      const weight = story.weights[place] ?? 0;
      const rareWeight = weight * rarity.term(term);
      if (rareWeight > 0)
        own.set(term, { word: story.words[place] ?? term, isName: isOfName(term), rareWeight });
      whole += rareWeight * weight;
    });
    this.own = own;
    this.common = new Set(story.terms.filter((term) => !own.has(term)));
    this.whole = whole;
    const tags = new Set(story.tags);
    this.tags = [...rarity.tags].filter(([id]) => tags.has(id)).map(([id, tag]) => ({ id, ...tag }));
    this.wholeOfTags = sumOf(this.tags.map((tag) => tag.rarity));
  }

  /** How related the other story is, or null when the two have too little in common. */
  compare(other: StoryFacts): Scored | null {
    if (this.isVersion(other)) return null;
    const words = this.sharedWords(other);
    const tags = this.sharedTags(other);
    const common = commonOf(words.sum, this.whole, tags.sum, this.wholeOfTags);
    if (common < floor) return null;
    const isSameSection = other.sectionId === this.story.sectionId;
    const apart = this.apart(other);
    const score =
      (common + (isSameSection ? PARTS.section : 0)) * freshness(other, apart) * popularityOf(other);
    const reasons: Reason[] = [];
    const shared = words.shared.toSorted((a, b) => b.share - a.share);
    const named = (kind: boolean): string =>
      shared
        .filter(({ isName }) => isName === kind)
        .slice(0, NAMED_WORDS)
        .map(({ word }) => word)
        .join(', ');
    if (named(false)) reasons.push({ kind: 'terms', detail: named(false) });
    if (named(true)) reasons.push({ kind: 'names', detail: named(true) });
    if (tags.names.length > 0) reasons.push({ kind: 'tags', detail: tags.names.join(', ') });
    if (isSameSection) reasons.push({ kind: 'section', detail: other.section });
    if (apart <= age.sameDays) reasons.push({ kind: 'recent', detail: 'From the same days' });
    if (other.echo >= popularity.worthSaying)
      reasons.push({ kind: 'popular', detail: 'Readers talk about it' });
    return { story: other, score, reasons };
  }

  /**
   * The score of this story in the list of the other; 0 where it does not belong there, or the other has no list. What
   * two stories share weighs the same from both sides, and the other's whole is known from when its list was chosen.
   */
  scoreBeside(other: StoryFacts): number {
    if (other.whole === null || other.wholeOfTags === null || this.isVersion(other)) return 0;
    const words = this.sharedWords(other);
    const common = commonOf(words.sum, other.whole, this.sharedTags(other).sum, other.wholeOfTags);
    if (common < floor) return 0;
    const section = other.sectionId === this.story.sectionId ? PARTS.section : 0;
    return (common + section) * freshness(this.story, this.apart(other)) * popularityOf(this.story);
  }

  private isVersion({ id, translationGroup }: StoryFacts): boolean {
    return (
      id === this.story.id || (translationGroup !== null && translationGroup === this.story.translationGroup)
    );
  }

  private sharedWords(other: StoryFacts): { sum: number; shared: SharedWord[] } {
    const shared: SharedWord[] = [];
    let sum = 0;
    other.terms.forEach((term, place) => {
      const mine = this.own.get(term);
      if (!mine) return;
      const share = mine.rareWeight * (other.weights[place] ?? 0);
      shared.push({ word: mine.word, isName: mine.isName, share });
      sum += share;
    });
    return { sum, shared };
  }

  private sharedTags(other: StoryFacts): { sum: number; names: string[] } {
    const shared = this.tags.filter(({ id }) => other.tags.includes(id));
    return { sum: sumOf(shared.map(({ rarity }) => rarity)), names: shared.map(({ name }) => name) };
  }

  private apart(other: StoryFacts): number {
    return Math.abs(this.story.day - other.day);
  }
}

/** The part of the score for which two stories have to be on the same matter, from shares of what one of them has. */
const commonOf = (words: number, allWords: number, tags: number, allTags: number): number =>
  (allWords > 0 ? (PARTS.text * words) / allWords : 0) + (allTags > 0 ? (PARTS.tags * tags) / allTags : 0);

/** From 1 for a story that nobody talks about: the tenth comment says more than the hundredth. */
const popularityOf = ({ echo }: StoryFacts): number =>
  1 + popularity.most * Math.min(1, Math.log1p(echo) / Math.log1p(popularity.many));

/** From 1 for a story of the same moment down to `lasting`, soon for news in brief and late for long reads. */
function freshness({ length }: StoryFacts, apart: number): number {
  const long = Math.min(length / age.longLength, 1);
  const halfLife = age.briefHalfLife + long * (age.longHalfLife - age.briefHalfLife);
  return age.lasting + (1 - age.lasting) * 2 ** (-apart / halfLife);
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
  const likeSubject = likenessTo(subject.story, subject.common);
  const open = ranked
    .filter(({ story }) => likeSubject(story) < diversity.duplicate)
    .slice(0, diversity.considered)
    .map((scored) => ({ scored, likeness: 0 }));
  const chosen: Scored[] = [];
  while (chosen.length < stored && open.length > 0) {
    const worth = open.map(({ scored, likeness }) => scored.score - diversity.redundancy * best * likeness);
    const [next] = open.splice(worth.indexOf(Math.max(...worth)), 1);
    if (!next || next.likeness >= diversity.duplicate) continue;
    chosen.push(next.scored);
    const likeNext = likenessTo(next.scored.story, subject.common);
    for (const one of open) one.likeness = Math.max(one.likeness, likeNext(one.scored.story));
  }
  return chosen;
}

/**
 * How alike stories are to this one, from 0 to 1: of what either says, the share that both say as much (weighted
 * Jaccard). Without regard to how rare it is, which would have to be known of every term there is, but for what is known
 * to be `common`: an agency's footer makes no two stories one. Translations of each other are the same.
 */
function likenessTo(one: StoryFacts, common: ReadonlySet<string>): (other: StoryFacts) => number {
  const weights = new Map(
    one.terms.flatMap((term, place) => (common.has(term) ? [] : [[term, one.weights[place] ?? 0] as const])),
  );
  const said = sumOf([...weights.values()]);
  return (other) => {
    if (one.translationGroup !== null && one.translationGroup === other.translationGroup) return 1;
    let both = 0;
    let either = said;
    other.terms.forEach((term, place) => {
      if (common.has(term)) return;
      const weight = other.weights[place] ?? 0;
      const shared = Math.min(weights.get(term) ?? 0, weight);
      both += shared;
      either += weight - shared;
    });
    return both === 0 ? 0 : both / either;
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
