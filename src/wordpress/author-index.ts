import { slugOf } from '../articles/article-slug.js';
import { lineOfHtml } from '../markup/html-text.js';
import { copyOf, MAX_NAME, type NamedTerm, shortHash } from '../markup/named-term.js';
import { decodePercent } from './term-index.js';
import type { WxrAuthor, WxrItem } from './wxr.js';

const MAX_AUTHORS = 50;
/** How Co-Authors Plus marks the slugs of its terms. */
const COAUTHOR = /^cap-/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** A login as WordPress compares it (`sanitize_user`): without signs that no login has. */
const keyOf = (login: string): string =>
  login
    .replaceAll(/[^\p{L}\p{N} _.@-]/gu, '')
    .trim()
    .toLowerCase();

/** A text that shows nobody's address. */
const withoutAddress = (text: string): string => {
  const line = lineOfHtml(text);
  return (EMAIL.test(line) ? line.slice(0, line.indexOf('@')).replaceAll(/[._]+/g, ' ') : line).slice(
    0,
    MAX_NAME,
  );
};

interface Author {
  slug: string;
  readonly name: string;
  readonly key: string;
  /** Number of the user in WordPress; of those without one, more than any has. */
  readonly number: number;
}

/** Someone as a post names them: by the login alone, or by the term of a plugin. */
interface Signature {
  readonly slug: string | null;
  readonly name: string;
}

const copied = ({ slug, name }: Signature): Signature => ({
  slug: slug === null ? null : copyOf(slug),
  name: copyOf(name),
});

/**
 * Those who sign the posts of an export, by login and by the slugs of the plugins for several authors. Their own slugs
 * are made of the names that they show: logins are for WordPress alone.
 */
export class AuthorIndex {
  private readonly byLogin = new Map<string, Author>();
  private readonly byNicename = new Map<string, Author>();
  private readonly byName = new Map<string, Author>();
  private readonly slugs = new Set<string>();
  private nameless: Author[] = [];
  /** Those whom posts name, who may be declared further down; of posts without a type apart. */
  private readonly signing = { post: new Map<string, Signature>(), '': new Map<string, Signature>() };

  /** Takes in an author that the export declares. Of the addresses that it has nothing is kept. */
  declare({ id, login, displayName, firstName, lastName }: WxrAuthor): void {
    const name = displayName || `${firstName} ${lastName}`.trim() || login;
    this.add(login || displayName, name, Number(id) || undefined);
  }

  /** Takes in a guest author of Co-Authors Plus, and keeps those whom a post names for the end. */
  meet(item: WxrItem): void {
    if (item.type === 'guest-author') {
      const login = item.meta.get('cap-user_login') || item.name.replace(COAUTHOR, '');
      this.add(login, item.meta.get('cap-display_name') || item.title || login);
    } else if (item.type === 'post' || item.type === '') {
      const signing = this.signing[item.type];
      const sign = (signature: Signature): void => {
        const key = Object.values(signature).join('\0');
        if (!signing.has(key)) signing.set(copyOf(key), copied(signature));
      };
      for (const { domain, slug, name } of item.terms) if (domain === 'author') sign({ slug, name });
      if (item.creator !== '') sign({ slug: null, name: item.creator });
    }
  }

  /**
   * Takes in those whom posts name without declaring them, once the whole file is known.
   * @param withUntyped whether items without a type are posts
   */
  settle(withUntyped: boolean): void {
    const signatures = [...this.signing.post.values(), ...(withUntyped ? this.signing[''].values() : [])];
    for (const { slug, name } of signatures) {
      if (slug === null) this.add(name, name);
      else this.coauthor(slug, name);
    }
    this.signing.post.clear();
    this.signing[''].clear();
  }

  all(): NamedTerm[] {
    return [...new Set(this.byLogin.values())].map((author) => this.named(author));
  }

  /** The authors of a post in their order: those of a plugin, or else the one of WordPress. */
  of(item: WxrItem): NamedTerm[] {
    const several = item.terms.flatMap((term) =>
      term.domain === 'author' ? (this.coauthor(term.slug, term.name) ?? []) : [],
    );
    const authors = several.length > 0 ? several : this.creator(item.creator);
    return [...new Set(authors)].slice(0, MAX_AUTHORS).map((author) => this.named(author));
  }

  private creator(login: string): Author[] {
    const known = this.byLogin.get(keyOf(login));
    return known ? [known] : [];
  }

  /** Co-Authors Plus names the login and marks the slug; PublishPress Authors names the author. */
  private coauthor(nicename: string, name: string): Author | undefined {
    const login = nicename.replace(COAUTHOR, '');
    return (
      this.byNicename.get(nicenameOf(login)) ??
      this.byLogin.get(keyOf(name)) ??
      this.byName.get(name.trim()) ??
      this.add(decodePercent(login) || name, name || login)
    );
  }

  /** Nobody without a letter or a digit in the login: WordPress has none, and would not know two apart. */
  private add(login: string, name: string, number = Number.MAX_SAFE_INTEGER): Author | undefined {
    const key = keyOf(login);
    const known = this.byLogin.get(key);
    if (known || key === '') return known;
    const shown = copyOf(withoutAddress(name) || withoutAddress(login) || 'Unnamed');
    const author = { slug: '', name: shown, key: copyOf(key), number };
    this.nameless.push(author);
    this.byLogin.set(author.key, author);
    const nicename = nicenameOf(login);
    if (nicename !== '' && !this.byNicename.has(nicename)) this.byNicename.set(copyOf(nicename), author);
    if (!this.byName.has(shown)) this.byName.set(shown, author);
    return author;
  }

  private named(author: Author): NamedTerm {
    this.giveSlugs();
    return { slug: author.slug, name: author.name };
  }

  /**
   * Gives slugs to those who have none yet. Of two with one name the one that WordPress has had longer gets the plain
   * slug, and a mark that never changes sets the other apart: so it stays when newer exports bring further authors.
   */
  private giveSlugs(): void {
    for (const author of this.nameless.toSorted((a, b) => a.number - b.number)) {
      const mark = shortHash(author.key);
      const wish = slugOf(author.name, '') || `author-${mark}`;
      author.slug = this.slugs.has(wish) ? `${wish}-${mark}` : wish;
      this.slugs.add(author.slug);
    }
    this.nameless = [];
  }
}

/** A login as WordPress makes the last part of its author's address of it. */
const nicenameOf = (login: string): string => slugOf(decodePercent(login), '');
