import { slugOf } from '../articles/article-slug.js';
import { lineOfHtml } from './html-text.js';
import { copyOf, decodePercent, MAX_NAME, type NamedTerm, shortHash } from './term-index.js';
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

/** Those who sign the posts of an export, by login and by the slugs of the plugins for several authors. */
export class AuthorIndex {
  private readonly byLogin = new Map<string, NamedTerm>();
  private readonly bySlug = new Map<string, NamedTerm>();
  private readonly byName = new Map<string, NamedTerm>();

  /** Takes in an author that the export declares. Of the addresses that it has nothing is kept. */
  declare({ login, displayName, firstName, lastName }: WxrAuthor): void {
    const name = displayName || `${firstName} ${lastName}`.trim() || login;
    this.add(login || displayName, name);
  }

  /** Takes in a guest author of Co-Authors Plus, and those whom a post names without declaring them. */
  meet(item: WxrItem): void {
    if (item.type === 'guest-author') {
      const login = item.meta.get('cap-user_login') || item.name.replace(COAUTHOR, '');
      this.add(login, item.meta.get('cap-display_name') || item.title || login);
    } else if (item.type === 'post' && item.creator !== '' && !this.byLogin.has(keyOf(item.creator))) {
      this.add(item.creator, item.creator);
    }
  }

  all(): NamedTerm[] {
    return [...new Set(this.byLogin.values())];
  }

  /** The authors of a post in their order: those of a plugin, or else the one of WordPress. */
  of(item: WxrItem): NamedTerm[] {
    const several = item.terms.flatMap((term) =>
      term.domain === 'author' ? this.coauthor(term.slug, term.name) : [],
    );
    const authors = several.length > 0 ? several : this.creator(item.creator);
    return [...new Set(authors)].slice(0, MAX_AUTHORS);
  }

  private creator(login: string): NamedTerm[] {
    const known = this.byLogin.get(keyOf(login));
    return known ? [known] : [];
  }

  /** Co-Authors Plus names the login and marks the slug; PublishPress Authors names the author. */
  private coauthor(nicename: string, name: string): NamedTerm | [] {
    const slug = slugOf(decodePercent(nicename.replace(COAUTHOR, '')), '');
    const known = this.bySlug.get(slug) ?? this.byLogin.get(keyOf(name)) ?? this.byName.get(name.trim());
    if (known) return known;
    return slug || name.trim() ? this.add(slug || name, name || slug) : [];
  }

  private add(login: string, name: string): NamedTerm {
    const key = keyOf(login);
    const known = this.byLogin.get(key);
    if (known || key === '') return known ?? { slug: '', name: '' };
    const shown = withoutAddress(name) || withoutAddress(login) || 'Unnamed';
    // A login that is an address must not become one of the site.
    const slug = this.freeSlug(EMAIL.test(login.trim()) ? shown : decodePercent(login), login);
    const author = { slug, name: copyOf(shown) };
    this.byLogin.set(copyOf(key), author);
    this.bySlug.set(slug, author);
    this.byName.set(author.name, author);
    return author;
  }

  private freeSlug(wish: string, login: string): string {
    const slug = slugOf(wish, '') || `author-${shortHash(login)}`;
    return this.bySlug.has(slug) ? `${slug}-${shortHash(login)}` : slug;
  }
}
