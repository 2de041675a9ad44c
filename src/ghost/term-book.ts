import { slugOf } from '../articles/article-slug.js';
import { type NamedTerm, shortHash } from '../markup/named-term.js';

/** Tags or users of an export by their ids, each with a slug of its own. */
export class TermBook<Term extends NamedTerm = NamedTerm> {
  private readonly byId = new Map<string, Term>();
  private readonly taken = new Set<string>();

  /** @param word what is put before the mark of one whose name leaves no slug */
  constructor(private readonly word: string) {}

  /** Takes a term in by the slug that it had, or one like it where another has that here. */
  add(id: string, term: Term): void {
    if (id === '' || this.byId.has(id)) return;
    const mark = shortHash(id);
    const wish = slugOf(term.slug, '') || slugOf(term.name, '') || `${this.word}-${mark}`;
    const slug = this.taken.has(wish) ? `${wish}-${mark}` : wish;
    this.taken.add(slug);
    this.byId.set(id, { ...term, slug });
  }

  get(id: string): Term | undefined {
    return this.byId.get(id);
  }

  all(): Term[] {
    return [...this.byId.values()];
  }
}
