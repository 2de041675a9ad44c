import { slugOf } from '../articles/article-slug.js';
import { sectionSlug } from '../sections/section-slug.js';
import { MAX_NAME, type NamedTerm, shortHash, copyOf } from '../markup/named-term.js';
import { lineOfHtml } from '../markup/html-text.js';
import type { WxrItem, WxrTerm, WxrTermRef } from './wxr.js';

/** A category as a section. */
export interface PlannedSection extends NamedTerm {
  readonly description: string | null;
  /** The section above; null at the top. */
  readonly parent: PlannedSection | null;
}

interface Known {
  readonly term: WxrTerm;
  readonly slug: string;
  readonly name: string;
}

/** Categories that hold what nobody put anywhere, as WordPress names them in the languages it is most used in. */
const DEFAULTS =
  /^(?:uncategori[sz]ed|sin-categoria|sin-categorizar|non-classe|senza-categoria|sem-categoria|ohne-kategorie|allgemein|bez-kategorii|geen-categorie|ukategorisert|okategoriserade|kategorisiz|bez-rubriki)(?:-[a-z\d-]{1,5})?$/;

const UNCATEGORISED = { slug: 'uncategorized', name: 'Uncategorized' };

/** Custom fields in which plugins keep the id of a post's main category. */
const PRIMARY = [
  '_yoast_wpseo_primary_category',
  'rank_math_primary_category',
  '_seopress_robots_primary_cat',
  '_primary_term_category',
];

export const isTag = (domain: string): boolean => domain === 'post_tag' || domain === 'tag';

/** Text with its percent-encoding resolved, where it is one. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A name on one line; the slug stands in for one that is missing. */
const nameOf = (name: string, slug: string): string =>
  (lineOfHtml(name) || decodePercent(slug)).slice(0, MAX_NAME);

/** The terms of one taxonomy, found by their slug or by their name. */
class Terms {
  private readonly bySlug = new Map<string, Known>();
  private readonly byName = new Map<string, Known>();
  private readonly byId = new Map<string, Known>();
  private readonly taken = new Set<string>();

  constructor(private readonly word: string) {}

  /** Takes a term in, unless it is there already. */
  add(term: WxrTerm): void {
    const key = keyOf(term.slug || term.name);
    if (key === '' || this.bySlug.has(key)) return;
    const kept = Object.fromEntries(
      Object.entries(term).map(([name, text]: [string, string]) => [name, copyOf(text)]),
    ) as unknown as WxrTerm;
    const name = nameOf(kept.name, kept.slug);
    const known = { term: kept, slug: this.freeSlug(kept, name), name };
    this.bySlug.set(copyOf(key), known);
    const named = keyOf(kept.name);
    if (!this.byName.has(named)) this.byName.set(named, known);
    if (kept.id !== '') this.byId.set(kept.id, known);
  }

  find(slugOrName: string): Known | undefined {
    const key = keyOf(slugOrName);
    return key === '' ? undefined : (this.bySlug.get(key) ?? this.byName.get(key));
  }

  ofId(id: string): Known | undefined {
    return this.byId.get(id);
  }

  all(): Known[] {
    return [...this.bySlug.values()];
  }

  private freeSlug(term: WxrTerm, name: string): string {
    const essence = shortHash(term.slug || term.name);
    const made = slugOf(decodePercent(term.slug), '') || slugOf(name, '') || `${this.word}-${essence}`;
    const wish = this.word === 'section' ? sectionSlug(made) : made;
    const slug = this.taken.has(wish) ? `${wish}-${essence}` : wish;
    this.taken.add(slug);
    return slug;
  }
}

const keyOf = (text: string): string => decodePercent(text.trim()).toLowerCase();

/** The categories and tags of an export, and where a post belongs among them. */
export class TermIndex {
  private readonly categories = new Terms('section');
  private readonly tags = new Terms('tag');
  private readonly planned = new Map<Known, PlannedSection>();

  /** Takes in a term that the export declares. */
  declare(term: WxrTerm): void {
    if (term.taxonomy === 'category') this.categories.add(term);
    else if (isTag(term.taxonomy)) this.tags.add(term);
  }

  /** Takes in the terms that an item refers to and that were not declared. */
  meet({ terms }: Pick<WxrItem, 'terms'>): void {
    for (const ref of terms) {
      const { slug, name } = ref;
      const term = { id: '', slug, parent: '', name, description: '' };
      if (isTag(ref.domain) && !this.tags.find(slug || name))
        this.tags.add({ ...term, taxonomy: 'post_tag' });
      else if (isCategory(ref) && !this.categories.find(slug || name))
        this.categories.add({ ...term, taxonomy: 'category' });
    }
  }

  /** All sections, each after the one above it. */
  sections(): PlannedSection[] {
    return [...new Set(this.categories.all().flatMap((known) => lineOf(this.plan(known))))];
  }

  allTags(): NamedTerm[] {
    return this.tags.all().map(({ slug, name }) => ({ slug, name }));
  }

  tagsOf({ terms }: WxrItem): NamedTerm[] {
    const found = terms.flatMap(({ domain, slug, name }) =>
      isTag(domain) ? (this.tags.find(slug || name) ?? []) : [],
    );
    return [...new Set(found)].map(({ slug, name }) => ({ slug, name }));
  }

  /** A post's section, and its other categories that are not above it. */
  placeOf(item: WxrItem): { section: NamedTerm; others: NamedTerm[]; isPlaced: boolean } {
    const own = [
      ...new Set(item.terms.flatMap((ref) => (isCategory(ref) ? (this.find(ref) ?? []) : []))),
    ].map((known) => this.plan(known));
    const real = own.filter(({ slug }) => !DEFAULTS.test(slug));
    const section = this.primary(item) ?? deepest(real) ?? own[0];
    if (!section) return { section: UNCATEGORISED, others: [], isPlaced: false };
    const line = lineOf(section);
    return { section, others: real.filter((other) => !line.includes(other)), isPlaced: true };
  }

  private find({ slug, name }: WxrTermRef): Known | undefined {
    return this.categories.find(slug || name);
  }

  private primary({ meta }: WxrItem): PlannedSection | undefined {
    for (const field of PRIMARY) {
      const known = this.categories.ofId(meta.get(field)?.trim() ?? '');
      if (known) return this.plan(known);
    }
    return undefined;
  }

  /** The section of a category. A parent that is missing, or that is below its own child, is none. */
  private plan(known: Known): PlannedSection {
    const line: Known[] = [];
    let at: Known | undefined = known;
    while (at && !line.includes(at) && !this.planned.has(at)) {
      line.push(at);
      at = this.categories.find(at.term.parent);
    }
    for (const one of line.toReversed()) {
      const above = this.categories.find(one.term.parent);
      const { slug, name, term } = one;
      const description = lineOfHtml(term.description) || null;
      const parent = (above && this.planned.get(above)) ?? null;
      this.planned.set(one, { slug, name, description, parent });
    }
    return this.planned.get(known) as PlannedSection;
  }
}

/** Old exports name each category twice, once without its domain. */
const isCategory = ({ domain, slug }: WxrTermRef): boolean =>
  domain === 'category' || (domain === '' && slug === '');

/** The sections from the top down to this one. */
export function lineOf(section: PlannedSection): PlannedSection[] {
  const line: PlannedSection[] = [];
  for (let at: PlannedSection | null = section; at; at = at.parent) line.unshift(at);
  return line;
}

/** Of the first section and those below it the one furthest down. */
function deepest(sections: readonly PlannedSection[]): PlannedSection | undefined {
  const [first] = sections;
  if (!first) return undefined;
  return sections
    .filter((section) => lineOf(section).includes(first))
    .toSorted((a, b) => lineOf(b).length - lineOf(a).length)[0];
}
