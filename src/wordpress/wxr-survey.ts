import { ImportFault } from '../imports/import-fault.js';
import { languageTag } from '../markup/language-tag.js';
import type { ImportSource } from '../imports/import-source.js';
import { AuthorIndex } from './author-index.js';
import { MediaIndex } from './media-index.js';
import { PostIds } from './post-ids.js';
import { SiteClock } from './site-clock.js';
import { copyOf } from '../markup/named-term.js';
import { TermIndex } from './term-index.js';
import type { WxrItem, WxrPart, WxrSite, WxrTermRef } from './wxr.js';
import { readWxr } from './wxr.reader.js';

/** Content of reusable blocks that is kept, in UTF-16 units. */
const MAX_REUSABLE = 4_000_000;

const MAX_LANGUAGES = 500;

const NO_SITE: WxrSite = {
  title: '',
  link: '',
  description: '',
  language: '',
  pubDate: '',
  version: '',
  blogUrl: '',
};

/**
 * What has to be known of an export before its first post: terms and authors may be declared anywhere, files stand
 * before or behind the posts that show them. All of it in a compact form.
 */
export class WxrSurvey {
  site = NO_SITE;
  readonly terms = new TermIndex();
  readonly authors = new AuthorIndex();
  readonly media = new MediaIndex();
  readonly clock = new SiteClock();
  readonly reusable = new Map<string, string>();
  readonly ids = new PostIds();
  posts = 0;
  /** Why the file cannot be read to its end. */
  fault: ImportFault | null = null;
  private reusableLength = 0;
  private hasTypes = false;
  private hasStates = false;
  /** Posts without a type, and the terms that they have: they count where no item has one. */
  private untyped = 0;
  private readonly untypedTerms = new Map<string, WxrTermRef>();
  /** Languages by what exports call them: to look one up takes as long as to read a short post. */
  private readonly languages = new Map<string, string | null>();

  /** Reads a file from its beginning to its end or to the first fault, which is kept and not thrown. */
  static async of(source: ImportSource, onRead: () => void): Promise<WxrSurvey> {
    const survey = new WxrSurvey();
    try {
      for await (const part of readWxr(source)) {
        survey.take(part);
        onRead();
      }
    } catch (error) {
      if (!(error instanceof ImportFault)) throw error;
      survey.fault = error;
    }
    survey.settle();
    return survey;
  }

  /** The language of a post: the one that Polylang gave it, or else the site's. */
  languageOf({ terms }: WxrItem): string | null {
    const own = terms.find(({ domain }) => domain === 'language')?.slug.replace(/^pll_/, '');
    return this.languageOfName(own ?? '') ?? this.language;
  }

  /** The type of an item. Exports of the first versions have none at all: everything in them is a post. */
  typeOf({ type }: WxrItem): string {
    return type === '' && !this.hasTypes ? 'post' : type;
  }

  /** The status of an item. Where others have one, nobody says that an item without one is for readers. */
  statusOf({ status }: WxrItem): string {
    return status === '' && !this.hasStates ? 'publish' : status;
  }

  /** Whether the file could not be read far enough to find a site in it. */
  get isEmpty(): boolean {
    return this.fault !== null && this.site === NO_SITE;
  }

  get language(): string | null {
    return this.languageOfName(this.site.language);
  }

  private languageOfName(name: string): string | null {
    const known = this.languages.get(name);
    if (known !== undefined) return known;
    const language = languageTag(name);
    if (this.languages.size < MAX_LANGUAGES) this.languages.set(copyOf(name), language);
    return language;
  }

  private take(part: WxrPart): void {
    switch (part.kind) {
      case 'site':
        this.site = Object.fromEntries(
          Object.entries(part.site).map(([name, text]: [string, string]) => [name, copyOf(text)]),
        ) as unknown as WxrSite;
        return;
      case 'author':
        return this.authors.declare(part.author);
      case 'term':
        return this.terms.declare(part.term);
      case 'item':
        return this.item(part.item);
    }
  }

  private item(item: WxrItem): void {
    this.hasTypes ||= item.type !== '';
    this.hasStates ||= item.status !== '';
    this.authors.meet(item);
    this.clock.learn(item.date, item.dateGmt);
    if (item.type === 'attachment') this.media.add(item);
    else if (item.type === 'wp_block') this.keep(item);
    else if (item.type === 'post' || item.type === '') this.post(item);
  }

  private post(item: WxrItem): void {
    this.ids.meet(item);
    if (item.type === 'post') {
      this.posts += 1;
      this.terms.meet(item);
    } else if (!this.hasTypes) {
      this.untyped += 1;
      for (const { domain, slug, name } of item.terms) {
        const ref = { domain: copyOf(domain), slug: copyOf(slug), name: copyOf(name) };
        this.untypedTerms.set(Object.values(ref).join('\0'), ref);
      }
    }
  }

  /** Takes in what only the whole file tells. */
  private settle(): void {
    this.authors.settle(!this.hasTypes);
    if (this.hasTypes) return;
    this.posts = this.untyped;
    this.terms.meet({ terms: [...this.untypedTerms.values()] });
  }

  private keep({ id, content }: WxrItem): void {
    this.reusableLength += content.length;
    if (this.reusableLength <= MAX_REUSABLE) this.reusable.set(copyOf(id), copyOf(content));
  }
}
