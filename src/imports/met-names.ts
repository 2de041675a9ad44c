import { createHash } from 'node:crypto';
import { slugOf } from '../articles/article-slug.js';

/** A section, an author or a tag as a line names it. */
export interface Named<Known = object> {
  readonly slug: string;
  readonly name: string;
  /** Whether the name was made from a slug: a name that was given is better. */
  readonly guessed: boolean;
  /** Whatever else a line says of it; null where it gives but a slug or a name. */
  readonly known: Known | null;
}

/** What lines may give: a slug or a name, or both with what more is known. */
type Given<Known> = string | (Known & { readonly slug: string; readonly name: string });

/** What the names in some lines stand for, looked up together. */
export class MetNames<Known extends object, Found> {
  private constructor(
    private readonly slugs: ReadonlyMap<string, string>,
    private readonly found: ReadonlyMap<string, Found>,
  ) {}

  /**
   * @param given as they stand in the lines, any number of times
   * @param find gives what the names stand for, in their order; each comes once, at its best
   */
  static async lookUp<Known extends object, Found>(
    given: readonly Given<Known>[],
    find: (names: readonly Named<Known>[]) => Promise<readonly Found[]>,
  ): Promise<MetNames<Known, Found>> {
    const slugs = new Map<string, string>();
    const names = new Map<string, Named<Known>>();
    for (const one of given) {
      if (slugs.has(textOf(one))) continue;
      const named = nameOf(one);
      slugs.set(textOf(one), named.slug);
      const met = names.get(named.slug);
      if (!met || worthOf(met) < worthOf(named)) names.set(named.slug, named);
    }
    const found = await find([...names.values()]);
    return new MetNames(
      slugs,
      new Map([...names.keys()].map((slug, index) => [slug, found[index] as Found])),
    );
  }

  /** What a name of the lines stands for. */
  of(given: Given<Known>): Found {
    return this.found.get(this.slugs.get(textOf(given)) as string) as Found;
  }
}

/** Tells what lines give apart. No text of a line has a NUL in it. */
const textOf = (given: Given<object>): string =>
  typeof given === 'string' ? given : `${OBJECT_MARK}${given.slug}`;

const OBJECT_MARK = '\0';

const worthOf = ({ guessed, known }: Named): number => (known ? 2 : guessed ? 0 : 1);

/** The slug of something that is called so, whatever it is written in. */
export function slugFor(text: string): string {
  const name = text.trim();
  return slugOf(name, `unnamed-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`);
}

/** A slug, and a name to show: what was given, or words made from it when it is a slug itself. */
function nameOf<Known>(given: Given<Known>): Named<Known> {
  const text = (typeof given === 'string' ? given : given.slug).trim();
  const slug = slugFor(text);
  if (typeof given !== 'string')
    return { slug, name: given.name.trim() || slug, guessed: false, known: given };
  const guessed = text === slug;
  const name = guessed ? slug.replaceAll('-', ' ').replace(/^\p{L}/u, (first) => first.toUpperCase()) : text;
  return { slug, name, guessed, known: null };
}
