/** Different names that are counted on their own; a hostile file could make up any number. */
const MAX_NAMES = 500;
const OTHERS = '(others)';
const MAX_NAME_LENGTH = 60;

/** A kind of thing, its name, and how often it was met. */
export interface Counted<Kind extends string = string> {
  readonly kind: Kind;
  readonly name: string;
  readonly count: number;
}

/** Counts things by kind and name. */
export class Tally<Kind extends string = string> {
  private readonly counts = new Map<string, { kind: Kind; name: string; count: number }>();

  add(kind: Kind, name: string, count = 1): void {
    if (count === 0) return;
    const short = name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name;
    const known = this.counts.get(`${kind}\n${short}`);
    if (known) known.count += count;
    else if (this.counts.size < MAX_NAMES || short === OTHERS)
      this.counts.set(`${kind}\n${short}`, { kind, name: short, count });
    else this.add(kind, OTHERS, count);
  }

  addAll(others: Tally<Kind>): void {
    for (const { kind, name, count } of others.counts.values()) this.add(kind, name, count);
  }

  /** Kinds in the order in which they were first met, the most frequent names of each first. */
  list(): Counted<Kind>[] {
    const kinds = [...new Set([...this.counts.values()].map(({ kind }) => kind))];
    return [...this.counts.values()].toSorted(
      (a, b) =>
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || b.count - a.count || (a.name < b.name ? -1 : 1),
    );
  }
}
