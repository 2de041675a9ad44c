import { History } from './history.js';

/** A story as readers may see it. Terms are named by their ids. */
export interface StoryState {
  /** `out` for drafts and what was taken back; only what is `in` is shown. */
  readonly standing: 'in' | 'out' | 'expired' | 'retracted' | 'deleted';
  readonly slug: string;
  /** Slugs that it had before. */
  readonly former: readonly string[];
  /** Rises with every edit, and stands in the headline. */
  readonly number: number;
  readonly section: string;
  readonly authors: readonly string[];
  readonly tags: readonly string[];
}

export interface Story {
  readonly id: string;
  readonly state: History<StoryState>;
  /** Rises with every change, that of a draft included. */
  readonly version: History<number>;
  /** How many comments it has; the newest says its number. */
  readonly comments: History<number>;
  /** The id of a story that editors put first beside it. */
  pin: string | null;
}

export type TermKind = 'section' | 'author' | 'tag';

export interface Term {
  readonly kind: TermKind;
  readonly id: string;
  /** Ids of the sections above it, and its own. */
  readonly path: readonly string[];
  readonly state: History<{ readonly slug: string; readonly name: string }>;
}

/** Everything that changes while readers read, and what is known of it. */
export class Newsroom {
  readonly stories = new Map<string, Story>();
  readonly terms = new Map<string, Term>();
  readonly tagline = new History<string | null>(null);
  #number = 0;

  /** A number that was not there before. */
  next(): number {
    this.#number += 1;
    return this.#number;
  }

  termsOf(kind: TermKind): Term[] {
    return [...this.terms.values()].filter((term) => term.kind === kind);
  }
}

/** The headline of a story in this state. */
export const headlineOf = ({ number }: Pick<StoryState, 'number'>): string =>
  `Number ${number} of the newsroom`;

/** Whether the list by this term shows the story, when it shows it at all. */
export function isUnder(newsroom: Newsroom, { kind, id }: Term, state: StoryState): boolean {
  if (kind === 'author') return state.authors.includes(id);
  if (kind === 'tag') return state.tags.includes(id);
  return newsroom.terms.get(state.section)?.path.includes(id) ?? false;
}
