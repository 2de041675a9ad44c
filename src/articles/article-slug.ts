import slugify from '@sindresorhus/slugify';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { DomainError } from '../platform/api/errors.js';

const MAX_SLUG = 120;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A slug made of any text, in ASCII. `fallback` stands in where nothing is left of it. */
export function slugOf(text: string, fallback: string): string {
  const slug = slugify(text.slice(0, 500), { decamelize: false });
  const cut =
    slug.length <= MAX_SLUG
      ? slug
      : slug
          .slice(0, MAX_SLUG + 1)
          .replace(/-[^-]*$/, '')
          .slice(0, MAX_SLUG);
  return cut === '' || UUID.test(cut) ? fallback : cut;
}

/** What a story wants to be called. */
export interface SlugWish {
  /** The story's. */
  readonly id: string;
  /** The slug that it asks for. */
  readonly slug: string | null;
  /** Whether one like it will do. */
  readonly isWish: boolean;
  readonly headline: string;
  /** The slug that it has. */
  readonly current: string | null;
}

/** The first story of a name has no number. */
const FIRST_NUMBER = 2;
/** Whose the slugs of deleted stories are: nobody gets them. */
const DELETED = 'deleted';
/** How many numbers are looked up together for a slug that is taken, and by how much more when they do not suffice. */
const LOOKED_UP = 32;
const FURTHER = 8;

/**
 * Gives slugs to stories that are saved together, in their order: what one of them takes, the next cannot have. Owners
 * are looked up for all of them at once.
 */
export class SlugDesk {
  /** Ids of stories by the slugs that they have or had, `DELETED` for those that are no more; null for one that is free. */
  private readonly owners = new Map<string, string | null>();

  private constructor(private readonly tx: EntityManager) {}

  /** A desk that knows all that these stories may come to ask for. */
  static async open(tx: EntityManager, wishes: readonly SlugWish[]): Promise<SlugDesk> {
    const desk = new SlugDesk(tx);
    const asking = wishes.filter(({ slug, current }) => slug !== null || current === null);
    await desk.look(asking.map(baseOf));
    const askers = new Map<string, number>();
    for (const wish of asking.filter(mayBeNumbered)) {
      askers.set(baseOf(wish), (askers.get(baseOf(wish)) ?? 0) + 1);
    }
    await desk.lookForNumbers([...askers].filter(([base, count]) => count > 1 || desk.owners.get(base)));
    return desk;
  }

  /**
   * A slug that is free for this story: the one it asks for, or one from its headline, with a number where it is taken.
   * @throws DomainError SLUG_TAKEN when it insists on one that another story has or had
   */
  take(wish: SlugWish): string {
    const slug = this.choose(wish);
    this.owners.set(slug, wish.id);
    return slug;
  }

  private choose(wish: SlugWish): string {
    const { id, slug, isWish, current } = wish;
    if (slug === null && current !== null) return current;
    const base = baseOf(wish);
    const owner = this.owners.get(base) ?? null;
    if (owner === null || owner === id) return base;
    if (slug !== null && !isWish) throw slugTaken(slug);
    return current ?? this.numbered(base);
  }

  /** A slug that is taken, with the first number that is not. */
  private numbered(base: string): string {
    for (let number = FIRST_NUMBER; ; number += 1) {
      const slug = `${base}-${number}`;
      if (!this.owners.get(slug)) return slug;
    }
  }

  /** Looks up numbered slugs until enough of them are free for all who may want one. */
  private async lookForNumbers(wanted: readonly (readonly [base: string, count: number])[]): Promise<void> {
    let open = wanted;
    for (let from = FIRST_NUMBER, count = LOOKED_UP; open.length > 0; from += count, count *= FURTHER) {
      const numbers = Array.from({ length: count }, (_, index) => from + index);
      await this.look(open.flatMap(([base]) => numbers.map((number) => `${base}-${number}`)));
      const isFree = (base: string) => (number: number) => this.owners.get(`${base}-${number}`) === null;
      open = open.filter(([base, most]) => numbers.filter(isFree(base)).length < most);
    }
  }

  private async look(slugs: readonly string[]): Promise<void> {
    if (slugs.length === 0) return;
    for (const slug of slugs) this.owners.set(slug, null);
    const rows = await run<{ slug: string; id: string | null }>(
      this.tx,
      sql`select slug, article_id as id from article_alias where slug = any(${slugs}::text[])`,
    );
    for (const { slug, id } of rows) this.owners.set(slug, id ?? DELETED);
  }
}

const baseOf = ({ id, slug, headline }: SlugWish): string =>
  slug ?? slugOf(headline, `story-${id.slice(-12)}`);

const mayBeNumbered = ({ slug, isWish, current }: SlugWish): boolean =>
  current === null && (slug === null || isWish);

const slugTaken = (slug: string): DomainError =>
  new DomainError('SLUG_TAKEN', 409, `The slug ${slug} belongs to another story.`, {
    errors: [
      { pointer: '/slug', code: 'SLUG_TAKEN', detail: 'Another story has this slug or had it before.' },
    ],
  });
