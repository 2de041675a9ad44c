import { MAX_COMMENTS } from '../imports/imported-article.js';
import type { WxrComment, WxrPart, WxrTermRef } from './wxr.js';
import { authorOf, commentOf, type Get, siteOf, termOf, textsOf } from './wxr-texts.js';

/** Most terms and custom fields of one item; what is beyond them is nobody's doing. */
const MAX_REFS = 10_000;
/** The one custom field that a post has as often as its slug was changed. */
export const OLD_SLUG = '_wp_old_slug';
/** Parts of the path of an element: the root and its channel. */
const CHANNEL_DEPTH = 2;

/** Elements that hold others. Everything else is a text. */
const GROUPS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['channel', new Set(['wp:author', 'wp:category', 'wp:tag', 'wp:term', 'item'])],
  ['item', new Set(['wp:postmeta', 'wp:comment'])],
]);

/** Texts of a channel and of an item that are used; the others are passed over as they come. */
const CHANNEL_TEXTS: ReadonlySet<string> = new Set(
  'title link description language pubDate wp:wxr_version wp:base_site_url wp:base_blog_url'.split(' '),
);

/** Namespaces by the prefix that exports give them; which version a namespace names does not matter. */
const PREFIXES: readonly (readonly [namespace: RegExp, prefix: string])[] = [
  [/^https?:\/\/wordpress\.org\/export\/[\d.]+\/excerpt\/?$/, 'excerpt'],
  [/^https?:\/\/wordpress\.org\/export\/[\d.]+\/?$/, 'wp'],
  [/^https?:\/\/purl\.org\/rss\/1\.0\/modules\/content\/?$/, 'content'],
  [/^https?:\/\/purl\.org\/dc\/elements\/1\.1\/?$/, 'dc'],
];

interface Group {
  readonly name: string;
  readonly texts: Map<string, string>;
}

interface Field {
  readonly name: string;
  readonly attributes: Attributes;
  readonly depth: number;
}

/** What of an item comes many times. */
interface ItemLists {
  readonly line: number;
  readonly start: number;
  readonly terms: WxrTermRef[];
  readonly meta: Map<string, string>;
  readonly comments: WxrComment[];
  surplusComments: number;
}

type Attributes = Readonly<Record<string, string>>;

/** Puts the parts of an export together from the events of an XML parser, whatever their order. */
export class WxrAssembler {
  private readonly done: WxrPart[] = [];
  private readonly prefixes = new Map<string, string>();
  private readonly groups: Group[] = [];
  private readonly path: string[] = [];
  /** Depth of the element that is passed over; 0 when none is. */
  private skippedAt = 0;
  private field: Field | null = null;
  private readonly pieces: string[] = [];
  private item: ItemLists | null = null;
  private isWordPress = false;
  /** The element that ended last, and how many parts were complete before. */
  private ended = '';
  private doneBefore = 0;
  private siteTold = false;

  constructor(private readonly fail: (code: string, detail: string) => never) {}

  /** The innermost element that is open. */
  get current(): string {
    return this.path.at(-1) ?? '';
  }

  open(given: string, attributes: Attributes, line: number, position: number): void {
    const depth = this.path.push(given);
    if (depth === 1) return this.openRoot(given, attributes);
    // Markup inside a text that should have been CDATA: its text is kept.
    if (this.skippedAt > 0 || this.field) return;
    const name = this.canonical(given);
    this.isWordPress ||= name.startsWith('wp:');
    const above = this.groups.at(-1);
    if (depth === CHANNEL_DEPTH && name === 'channel') this.groups.push({ name, texts: new Map() });
    else if (!above) this.skippedAt = depth;
    else if (GROUPS.get(above.name)?.has(name)) this.openGroup(name, line, position);
    else if (above.name === 'channel' && !CHANNEL_TEXTS.has(name)) this.skippedAt = depth;
    else this.field = { name, attributes, depth };
  }

  /** Undoes the end of the last element, which the parser only supposed. @returns its name */
  takeBack(): string {
    if (this.done.length > this.doneBefore) this.done.length = this.doneBefore;
    return this.ended;
  }

  close(position: number): void {
    const depth = this.path.length;
    this.ended = this.path.pop() ?? '';
    this.doneBefore = this.done.length;
    if (this.field?.depth === depth) return this.closeField();
    if (this.skippedAt === depth) this.skippedAt = 0;
    else if (this.skippedAt === 0 && !this.field && this.groups.length > 0) this.closeGroup(position);
  }

  text(text: string): void {
    if (this.field) this.pieces.push(text);
  }

  take(): WxrPart[] {
    return this.done.splice(0);
  }

  /** @throws when nothing of WordPress was in the document */
  end(): void {
    if (!this.isWordPress) this.refuse();
  }

  private openRoot(name: string, attributes: Attributes): void {
    if (name.toLowerCase() === 'html') {
      this.fail('NOT_WXR', 'The file is an HTML page, not a WordPress export.');
    }
    if (name !== 'rss') this.refuse();
    for (const [attribute, value] of Object.entries(attributes)) {
      if (!attribute.startsWith('xmlns:')) continue;
      const known = PREFIXES.find(([namespace]) => namespace.test(value))?.[1];
      if (known) this.prefixes.set(attribute.slice('xmlns:'.length), known);
    }
  }

  private openGroup(name: string, line: number, position: number): void {
    this.groups.push({ name, texts: new Map() });
    if (name !== 'item') return;
    this.item = { line, start: position, terms: [], meta: new Map(), comments: [], surplusComments: 0 };
  }

  private closeField(): void {
    const { name, attributes } = this.field as Field;
    const text = this.pieces.join('');
    this.pieces.length = 0;
    this.field = null;
    const group = this.groups.at(-1) as Group;
    if (group.name === 'item' && name === 'category') this.addTerm(attributes, text);
    // The first of two wins: what a plugin adds comes later.
    else if (!group.texts.has(name)) group.texts.set(name, text);
  }

  private closeGroup(position: number): void {
    const { name, texts } = this.groups.pop() as Group;
    const get: Get = (key) => texts.get(key) ?? '';
    switch (name) {
      case 'channel':
        // Told again: what stands after the items counts too.
        return void this.done.push({ kind: 'site', site: siteOf(get) });
      case 'wp:author':
        return void this.part({ kind: 'author', author: authorOf(get) });
      case 'wp:category':
      case 'wp:tag':
      case 'wp:term':
        return void this.part({ kind: 'term', term: termOf(name, get) });
      case 'wp:postmeta':
        return this.addMeta(get('wp:meta_key'), get('wp:meta_value'));
      case 'wp:comment':
        return this.addComment(get);
      case 'item':
        return this.endItem(get, position);
    }
  }

  private part(part: WxrPart): void {
    const texts = this.groups[0]?.texts;
    if (!this.siteTold) this.done.push({ kind: 'site', site: siteOf((key) => texts?.get(key) ?? '') });
    this.siteTold = true;
    this.done.push(part);
  }

  private addTerm(attributes: Attributes, name: string): void {
    const terms = this.item?.terms;
    if (!terms || terms.length >= MAX_REFS) return;
    terms.push({ domain: attributes['domain'] ?? '', slug: attributes['nicename'] ?? '', name });
  }

  private addMeta(key: string, value: string): void {
    const meta = this.item?.meta;
    if (!meta || (meta.size >= MAX_REFS && !meta.has(key))) return;
    const before = key === OLD_SLUG ? meta.get(key) : undefined;
    meta.set(key, before === undefined ? value : `${before}\n${value}`);
  }

  private addComment(get: Get): void {
    if (!this.item) return;
    if (this.item.comments.length < MAX_COMMENTS) this.item.comments.push(commentOf(get));
    else this.item.surplusComments += 1;
  }

  private endItem(get: Get, position: number): void {
    if (!this.isWordPress) this.refuse();
    const { line, start, terms, meta, comments, surplusComments } = this.item as ItemLists;
    this.item = null;
    const lists = { terms, meta, comments, surplusComments };
    this.part({ kind: 'item', item: { line, length: position - start, ...textsOf(get), ...lists } });
  }

  private canonical(name: string): string {
    const colon = name.indexOf(':');
    if (colon < 0) return name;
    const prefix = name.slice(0, colon);
    return `${this.prefixes.get(prefix) ?? prefix}${name.slice(colon)}`;
  }

  private refuse(): never {
    return this.fail('NOT_WXR', 'The file is XML, but not a WordPress export (WXR).');
  }
}
