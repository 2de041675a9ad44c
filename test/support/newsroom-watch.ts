import type { History, Span } from './history.js';
import { headlineOf, isUnder, type Newsroom, type Story, type StoryState } from './newsroom.js';

/** Milliseconds after a commit from which on no answer may be older. */
export const PATIENCE = { edits: 100, readers: 1_200 } as const;

/** A story, a comment or whatever else an answer shows: what is looked at is what is there. */
type Shown = any;

/** An answer that shows what was no longer so when it was asked for. */
export interface Late {
  readonly what: string;
  readonly asked: number;
  /** Milliseconds since it was no longer so; infinite where it has never been so. */
  readonly age: number;
  /** What its age may be. */
  readonly patience: number;
}

/** Holds one answer against everything that was committed before it was asked for. */
export class Watch {
  /** @param note takes all that is late, by however little */
  constructor(
    private readonly newsroom: Newsroom,
    private readonly answer: { readonly where: string; readonly span: Span; note(late: Late): void },
  ) {}

  /** @param as what the answer shows of a value */
  shows<T>(
    about: string,
    history: History<T>,
    seen: string,
    as: (value: T) => string,
    patience: number = PATIENCE.edits,
  ): void {
    const { where, span, note } = this.answer;
    const age = history.age((value) => as(value) === seen, span);
    if (age === 0) return;
    const recent = history.recent().map(as).join(' → ');
    note({ what: `${where}: ${about} is ${seen} of ${recent}`, asked: span.asked, age, patience });
  }

  /** What only rises, of which the answer may show more than is known. */
  private reaches(about: string, history: History<number>, seen: number): void {
    const { where, span, note } = this.answer;
    const age = history.age((value) => value <= seen, span);
    if (age === 0) return;
    const recent = history.recent().join(' → ');
    note({
      what: `${where}: ${about} is ${seen} of ${recent}`,
      asked: span.asked,
      age,
      patience: PATIENCE.edits,
    });
  }

  /** A story in an answer, with as many of its fields as there are. */
  story(shown: Shown): void {
    const story = this.newsroom.stories.get(shown.id);
    if (!story) return;
    const as = (state: StoryState): string =>
      state.standing === 'in' ? likeness(shown, fieldsOf(state)) : 'hidden';
    this.shows(`story ${shown.id}`, story.state, likeness(shown, shownOf(shown)), as);
    for (const term of [shown.section, ...(shown.authors ?? []), ...(shown.tags ?? [])]) this.term(term);
    if (shown.version !== undefined) this.reaches(`version of ${shown.id}`, story.version, shown.version);
    if (shown.commentCount !== undefined) {
      this.shows(
        `commentCount of ${shown.id}`,
        story.comments,
        `${shown.commentCount}`,
        String,
        PATIENCE.readers,
      );
    }
  }

  /** A section, an author or a tag in an answer. */
  term(shown: Shown): void {
    const term = this.newsroom.terms.get(shown?.id);
    if (term)
      this.shows(
        `${term.kind} ${shown.id}`,
        term.state,
        `${shown.slug} ${shown.name}`,
        ({ slug, name }) => `${slug} ${name}`,
      );
  }

  /**
   * A list of stories.
   * @param belongs which stories it has, of those that are shown
   * @param isWhole whether nothing was cut off
   */
  list(items: Shown[], belongs: (state: StoryState) => boolean, isWhole = true): void {
    const shown = new Set(items.map(({ id }) => id));
    const as = (state: StoryState): string =>
      state.standing === 'in' && belongs(state) ? 'in the list' : 'not in the list';
    for (const { id, state } of this.newsroom.stories.values()) {
      if (shown.has(id)) this.shows(id, state, 'in the list', as);
      else if (isWhole) this.shows(id, state, 'not in the list', as);
    }
    for (const item of items) this.story(item);
  }

  /** A list of a section, an author or a tag. */
  listOf({ id }: Shown, items: Shown[], isWhole = true): void {
    const term = this.newsroom.terms.get(id);
    if (term) this.list(items, (state) => isUnder(this.newsroom, term, state), isWhole);
  }

  /** The stories beside a story, what editors put there among them. */
  related(beside: Story, items: Shown[]): void {
    for (const { article } of items) this.story(article);
    const pinned = beside.pin === null ? undefined : this.newsroom.stories.get(beside.pin);
    if (!pinned) return;
    const seen = items.some(({ article }) => article.id === beside.pin) ? 'there' : 'not there';
    this.shows(`${beside.pin} beside ${beside.id}`, pinned.state, seen, ({ standing }) =>
      standing === 'in' ? 'there' : 'not there',
    );
  }

  /** Comments, the newest first. */
  comments({ id, comments }: Story, items: Shown[]): void {
    const newest = /Comment (\d+)/.exec(items[0]?.text ?? '')?.[1] ?? '0';
    this.shows(`newest comment on ${id}`, comments, newest, String, PATIENCE.readers);
  }

  site({ tagline }: Shown): void {
    this.shows('tagline', this.newsroom.tagline, `${tagline}`, String);
  }

  /** What is said to whoever asks for a story by its id or by a slug. */
  standing({ id, state }: Story, reference: string, status: number): void {
    const as = ({ standing, slug, former }: StoryState): string => {
      const isKnown = reference === id || reference === slug || former.includes(reference);
      if (!isKnown || standing === 'deleted') return '404';
      if (standing === 'retracted') return '410';
      if (standing !== 'in') return '404';
      return former.includes(reference) && reference !== slug ? '301' : '200';
    };
    this.shows(`${reference}, which is ${id},`, state, `${status}`, as);
  }
}

type Fields = Readonly<Record<'headline' | 'slug' | 'section' | 'authors' | 'tags', string>>;

const fieldsOf = (state: StoryState): Fields => ({
  headline: headlineOf(state),
  slug: state.slug,
  section: state.section,
  authors: state.authors.join(),
  tags: state.tags.join(),
});

const idsOf = (things: Shown): string => (things ?? []).map(({ id }: Shown) => id).join();

const shownOf = ({ headline, slug, section, authors, tags }: Shown): Fields => ({
  ...{ headline, slug, section: section?.id },
  ...{ authors: idsOf(authors), tags: idsOf(tags) },
});

/** Those of the fields that the answer shows, as one text. */
const likeness = (shown: Shown, fields: Fields): string =>
  (['headline', 'slug', 'section', 'authors', 'tags'] as const)
    .filter((name) => shown[name] !== undefined)
    .map((name) => fields[name])
    .join(' | ');
