import { createHash } from 'node:crypto';
import { slugOf } from '../articles/article-slug.js';

/** A section, an author or a tag as a line names it. */
export interface Named {
  readonly slug: string;
  readonly name: string;
  /** Whether the name was made from a slug: a name that was given is better. */
  readonly guessed: boolean;
}

/** What the names in some lines stand for, looked up together. */
export class MetNames<Found> {
  private constructor(
    private readonly slugs: ReadonlyMap<string, string>,
    private readonly found: ReadonlyMap<string, Found>,
  ) {}

  /**
   * @param given as they stand in the lines, any number of times
   * @param find gives what the names stand for, in their order; each comes once, at its best
   */
  static async lookUp<Found>(
    given: readonly string[],
    find: (names: readonly Named[]) => Promise<readonly Found[]>,
  ): Promise<MetNames<Found>> {
    const slugs = new Map<string, string>();
    const names = new Map<string, Named>();
    for (const text of new Set(given)) {
      const named = nameOf(text);
      slugs.set(text, named.slug);
      const known = names.get(named.slug);
      if (!known || (known.guessed && !named.guessed)) names.set(named.slug, named);
    }
    const found = await find([...names.values()]);
    return new MetNames(
      slugs,
      new Map([...names.keys()].map((slug, index) => [slug, found[index] as Found])),
    );
  }

  /** What a name of the lines stands for. */
  of(given: string): Found {
    return this.found.get(this.slugs.get(given) as string) as Found;
  }
}

/** A slug, and a name to show: what was given, or words made from it when it is a slug itself. */
function nameOf(given: string): Named {
  const text = given.trim();
  const slug = slugOf(text, `unnamed-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`);
  const guessed = text === slug;
  const name = guessed ? slug.replaceAll('-', ' ').replace(/^\p{L}/u, (first) => first.toUpperCase()) : text;
  return { slug, name, guessed };
}
