import type { Tag } from './tag.js';

/** Where a field stands in an operation of GraphQL, as `GraphQLResolveInfo` has it. */
interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
}

/** What one operation of GraphQL reads, root field by root field: the root value of its execution. */
export class Reads {
  readonly #tags = new Set<Tag>();
  readonly #noted = new Set<string>();
  #isPersonal = false;

  /**
   * To be called for every value that is read.
   * @param path of the field it is read for
   * @param tags null where the value is not to be kept
   */
  note(path: Path, tags: Iterable<Tag> | null): void {
    let root = path;
    while (root.prev) root = root.prev;
    this.#noted.add(String(root.key));
    if (tags === null) this.#isPersonal = true;
    else for (const tag of tags) this.#tags.add(tag);
  }

  /**
   * What the whole answer was made from; null when it is not to be kept.
   * @param rootKeys names of its root fields: one that noted nothing may have read anything
   */
  tags(rootKeys: readonly string[]): readonly Tag[] | null {
    const isKnown = !this.#isPersonal && rootKeys.every((key) => this.#noted.has(key));
    return isKnown ? [...this.#tags] : null;
  }
}
