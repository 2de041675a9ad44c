import { Random } from '../../support/random.js';
import { capitalised, Vocabulary } from './vocabulary.js';

/** A category or a tag. */
export interface Term {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  /** Slug of the category above. */
  readonly parent: string | null;
}

export interface Writer {
  readonly login: string;
  readonly name: string;
}

export interface ExportedImage {
  readonly id: number;
  readonly url: string;
  readonly alt: string;
  readonly caption: string;
}

export interface ExportedComment {
  readonly id: number;
  /** Null for one that answers the story itself. */
  readonly parent: number | null;
  readonly name: string;
  readonly email: string;
  readonly text: string;
  readonly at: Date;
  readonly status: 'approved' | 'pending' | 'spam';
}

/** A part of a body, from which each kind of body is made. */
export type Part =
  | { readonly kind: 'paragraph' | 'heading' | 'quote'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'image'; readonly image: ExportedImage };

export interface ExportedStory {
  readonly id: number;
  readonly title: string;
  readonly slug: string;
  readonly status: 'published' | 'scheduled' | 'draft';
  readonly publishedAt: Date;
  readonly modifiedAt: Date;
  readonly category: Term;
  readonly tags: readonly Term[];
  readonly writer: Writer;
  readonly excerpt: string;
  readonly featured: boolean;
  readonly image: ExportedImage | null;
  readonly parts: readonly Part[];
  /** Whether the body was written with blocks; else it is text with blank lines. */
  readonly blocks: boolean;
  readonly comments: readonly ExportedComment[];
}

const CATEGORIES = 12;
const TAGS = 3_000;
const WRITERS = 80;
/** About the length of a news story: 500 words. */
const BODY_CHARACTERS = 3_000;
const MINUTE = 60_000;
const TEN_YEARS = 10 * 365 * 24 * 60 * MINUTE;
/** Everything has an id of the one table that WordPress keeps posts and pictures in. */
const FIRST_ID = 100;

/** A site of ten years, the same for the same number of stories. Its stories are made one by one, oldest first. */
export class ExportedSite {
  readonly categories: readonly Term[];
  readonly tags: readonly Term[];
  readonly writers: readonly Writer[];
  readonly #random = new Random(20_201_108);
  readonly #vocabulary = new Vocabulary(this.#random);
  #lastId = FIRST_ID;
  #lastComment = 0;

  constructor(readonly size: number) {
    this.categories = this.#nestedCategories();
    this.tags = Array.from({ length: TAGS }, (_, index) => {
      const name = capitalised(this.#vocabulary.words(1, 2));
      return { id: 10_000 + index, slug: `${slugOf(name)}-${index}`, name: `${name} ${index}`, parent: null };
    });
    this.writers = Array.from({ length: WRITERS }, (_, index) => {
      const name = `${capitalised(this.#vocabulary.words(1, 1))} ${capitalised(this.#vocabulary.words(1, 1))} ${index}`;
      return { login: slugOf(name), name };
    });
  }

  *stories(): Generator<ExportedStory> {
    const end = Date.parse('2026-01-01T00:00:00Z');
    for (let index = 0; index < this.size; index += 1) {
      yield this.#story(index, new Date(end - TEN_YEARS + Math.floor((TEN_YEARS * index) / this.size)));
    }
  }

  #story(index: number, publishedAt: Date): ExportedStory {
    const random = this.#random;
    const title = this.#vocabulary.title();
    const [image, id] = [random.chance(0.4) ? this.#image() : null, this.#nextId()];
    const status = index % 100 === 99 ? 'draft' : index % 500 === 250 ? 'scheduled' : 'published';
    return {
      id,
      title,
      slug: `${slugOf(title)}-${id}`,
      status,
      publishedAt: status === 'scheduled' ? new Date('2999-01-01T00:00:00Z') : publishedAt,
      modifiedAt: new Date(publishedAt.getTime() + random.int(0, 600) * MINUTE),
      category: random.pick(this.categories),
      tags: this.#someTags(),
      writer: random.pick(this.writers),
      excerpt: random.chance(0.5) ? this.#vocabulary.sentence() : '',
      featured: index % 5_000 === 4_999,
      image,
      parts: this.#parts(),
      blocks: random.chance(0.5),
      comments: random.chance(0.3) ? this.#comments(publishedAt) : [],
    };
  }

  /** A few tags are on many stories and most on a few. */
  #someTags(): Term[] {
    const wanted = this.#random.int(1, 6);
    const chosen = Array.from(
      { length: wanted },
      () => this.tags[Math.floor(TAGS ** this.#random.next()) - 1],
    );
    return [...new Set(chosen)] as Term[];
  }

  #parts(): Part[] {
    const parts: Part[] = [];
    for (let length = 0; length < BODY_CHARACTERS;) {
      const part = this.#part(parts.length);
      parts.push(part);
      length += 'text' in part ? part.text.length : 150;
    }
    return parts;
  }

  #part(place: number): Part {
    if (place % 6 === 3) return { kind: 'heading', text: this.#vocabulary.title() };
    if (place % 9 === 5) return { kind: 'quote', text: this.#vocabulary.sentence() };
    if (place % 12 === 8) return { kind: 'image', image: this.#image() };
    if (place % 7 === 6)
      return { kind: 'list', items: Array.from({ length: 4 }, () => this.#vocabulary.words(4, 9)) };
    return { kind: 'paragraph', text: withMarks(this.#vocabulary.paragraph(), place) };
  }

  #image(): ExportedImage {
    const id = this.#nextId();
    const [alt, caption] = [this.#vocabulary.words(3, 8), this.#vocabulary.sentence()];
    return { id, url: `https://old.example/wp-content/uploads/2020/11/picture-${id}.jpg`, alt, caption };
  }

  #comments(from: Date): ExportedComment[] {
    const random = this.#random;
    const comments: ExportedComment[] = [];
    for (let left = random.int(1, 8); left > 0; left -= 1) {
      const parent = comments.length > 0 && random.chance(0.5) ? random.pick(comments).id : null;
      const reader = random.int(1, 5_000);
      comments.push({
        id: (this.#lastComment += 1),
        parent,
        name: `Reader ${reader}`,
        email: `reader${reader}@mail.example`,
        text: `${this.#vocabulary.sentence()}\n\n${this.#vocabulary.sentence()}`,
        at: new Date(from.getTime() + comments.length * 7 * MINUTE),
        status: random.chance(0.92) ? 'approved' : random.pick(['pending', 'spam'] as const),
      });
    }
    return comments;
  }

  /** Three levels: every third category is at the top, and the next two stand below one another. */
  #nestedCategories(): Term[] {
    const categories: Term[] = [];
    for (let index = 0; index < CATEGORIES * 3; index += 1) {
      const name = capitalised(this.#vocabulary.words(1, 2));
      const parent = index % 3 === 0 ? null : (categories[index - 1]?.slug ?? null);
      categories.push({ id: index + 1, slug: `${slugOf(name)}-${index}`, name: `${name} ${index}`, parent });
    }
    return categories;
  }

  #nextId(): number {
    return (this.#lastId += 1);
  }
}

const slugOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z\d]+/g, '-');

/** Some words stressed, and a link. */
const withMarks = (text: string, place: number): string =>
  place % 2 === 0
    ? text
        .replace(/ (\w+) /, ` <strong>$1</strong> `)
        .replace(/ (\w+ \w+)\./, ` <a href="https://example.org/${place}?a=1&amp;b=2">$1</a>.`)
    : text.replace(/ (\w+) /, ' <em>$1</em> ');
