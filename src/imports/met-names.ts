/** A section, an author or a tag as a line names it. */
export interface Named {
  readonly slug: string;
  readonly name: string;
  /** Whether the name was made from a slug: a name that was given is better. */
  readonly guessed: boolean;
}

/**
 * Ids of what a transaction has looked up or made already, so that each name costs one look a transaction and not one
 * a story. Not to be used any further once a part of the transaction was rolled back.
 */
export class MetNames {
  private readonly ids = new Map<string, string>();

  /** @param find gives the ids of names that are new here, in their order */
  async idsOf(
    names: readonly Named[],
    find: (names: readonly Named[]) => Promise<string[]>,
  ): Promise<string[]> {
    const bestLast = names.toSorted((a, b) => Number(b.guessed) - Number(a.guessed));
    const fresh = [...new Map(bestLast.map((named) => [named.slug, named])).values()].filter(
      ({ slug }) => !this.ids.has(slug),
    );
    const found = fresh.length > 0 ? await find(fresh) : [];
    fresh.forEach(({ slug }, index) => this.ids.set(slug, found[index] as string));
    return [...new Set(names.map(({ slug }) => this.ids.get(slug) as string))];
  }
}
