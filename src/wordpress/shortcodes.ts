import { htmlPieces } from '../markup/html-pieces.js';

/** Values by name, and those without one in their order. As they stand in HTML source. */
export interface ShortcodeAttributes {
  readonly named: ReadonlyMap<string, string>;
  readonly others: readonly string[];
}

/** A shortcode, such as `[gallery ids="1,2"]` or `[caption]…[/caption]`. */
export interface Shortcode extends ShortcodeAttributes {
  readonly name: string;
  /** What it encloses, its own shortcodes already replaced; null when it encloses nothing. */
  readonly content: string | null;
}

/** What a program knows of shortcodes. */
export interface ShortcodeRules {
  /** Whether it is one of WordPress or of a plugin that is known, whatever it looks like. */
  isKnown(name: string): boolean;
  /** Whether what it encloses is source text, in which nothing is replaced. */
  isRaw(name: string): boolean;
  /** The HTML that stands for it. */
  render(code: Shortcode): string;
}

/** The longest shortcode and the most that stand inside each other. */
const MAX_TAG = 20_000;
const MAX_DEPTH = 50;
const NAME = /\[(\/?)([a-z][\w-]*)(?=[\s/\]=])/iy;
const CLOSERS = /\[\/([a-z][\w-]*)\]/gi;

interface Tag extends ShortcodeAttributes {
  readonly name: string;
  readonly isClose: boolean;
  readonly isSelfClosing: boolean;
  readonly start: number;
  readonly end: number;
}

interface Frame {
  readonly tag: Tag | null;
  html: string;
}

/**
 * Replaces the shortcodes of a text (https://codex.wordpress.org/Shortcode_API). Which names are shortcodes is not
 * written anywhere in an export, and brackets are common in prose: one that is not known is taken for a shortcode only
 * when it looks like nothing else. `[[name]]` is how WordPress writes a known one without meaning it. Nothing is
 * replaced inside tags, comments, `pre` and `code`. Linear in the length of the text.
 */
export function replaceShortcodes(html: string, rules: ShortcodeRules): string {
  if (!html.includes('[')) return html;
  return new Replacement(html, rules).run();
}

/** Finds a text from ever later places on. What was found is kept: to look anew each time takes quadratic time. */
class NextPlace {
  private found = -1;

  constructor(
    private readonly html: string,
    private readonly sought: string,
  ) {}

  /** The next place from here on; infinity when there is none. */
  from(start: number): number {
    if (this.found >= start) return this.found;
    const found = this.html.indexOf(this.sought, start);
    this.found = found === -1 ? Infinity : found;
    return this.found;
  }
}

class Replacement {
  private readonly frames: Frame[] = [{ tag: null, html: '' }];
  /** Places of the closing tags of each name that are still to come, the next one last. */
  private readonly closers = new Map<string, number[]>();
  /** Shortcodes beyond the most that stand inside each other, whose ends are still to come, by name. */
  private readonly flattened = new Map<string, number>();
  /** Up to where the source was taken over. */
  private taken = 0;
  private readonly opening: NextPlace;
  private readonly doubled: NextPlace;
  private readonly closing: NextPlace;

  constructor(
    private readonly html: string,
    private readonly rules: ShortcodeRules,
  ) {
    this.opening = new NextPlace(html, '[');
    this.doubled = new NextPlace(html, '[[');
    this.closing = new NextPlace(html, ']');
    for (const match of html.matchAll(CLOSERS)) {
      const name = (match[1] ?? '').toLowerCase();
      const places = this.closers.get(name);
      if (places) places.push(match.index);
      else this.closers.set(name, [match.index]);
    }
    for (const places of this.closers.values()) places.reverse();
  }

  run(): string {
    let start = 0;
    let code = 0;
    for (const { kind, name, source } of htmlPieces(this.html)) {
      const end = start + source.length;
      if (kind === 'text' && code === 0) this.replaceIn(start, end);
      else if (kind === 'text') this.unescapeIn(start, end);
      else if (start >= this.taken && (name === 'pre' || name === 'code'))
        code = Math.max(0, code + (kind === 'open' ? 1 : -1));
      start = end;
    }
    this.copyTo(this.html.length);
    while (this.frames.length > 1) this.closeUnclosed();
    return this.top.html;
  }

  private get top(): Frame {
    return this.frames.at(-1) as Frame;
  }

  private copyTo(end: number): void {
    if (end > this.taken) this.top.html += this.html.slice(this.taken, end);
    this.taken = Math.max(this.taken, end);
  }

  private replaceIn(start: number, end: number): void {
    let at = this.opening.from(Math.max(start, this.taken));
    while (at < end) {
      const tag = this.tagAt(at);
      const isMeant = tag !== null && !this.unescape(tag);
      if (tag && isMeant && this.isShortcode(tag)) this.replace(tag);
      at = this.opening.from(Math.max(at + 1, this.taken));
    }
  }

  /** In source text only what is doubled for WordPress's sake is put right. */
  private unescapeIn(start: number, end: number): void {
    let at = this.doubled.from(Math.max(start, this.taken));
    while (at < end) {
      const tag = this.tagAt(at + 1);
      if (tag) this.unescape(tag);
      at = this.doubled.from(Math.max(at + 2, this.taken));
    }
  }

  /** Takes `[[name]]` and `[[name]…[/name]]` over with one bracket less on each side. */
  private unescape(tag: Tag): boolean {
    if (this.html[tag.start - 1] !== '[' || !this.rules.isKnown(tag.name)) return false;
    let end = tag.end;
    if (this.html[end] !== ']') {
      const closer = this.closerAfter(tag);
      end = closer === -1 ? -1 : closer + `[/${tag.name}]`.length;
      if (end === -1 || this.html[end] !== ']') return false;
    }
    this.copyTo(tag.start - 1);
    this.taken = tag.start;
    this.copyTo(end);
    this.taken = end + 1;
    return true;
  }

  private replace(tag: Tag): void {
    this.copyTo(tag.start);
    this.taken = tag.end;
    if (tag.isClose) return this.close(tag.name);
    const closer = tag.isSelfClosing ? -1 : this.closerAfter(tag);
    if (closer === -1) this.add(tag, null);
    else if (this.frames.length > MAX_DEPTH) {
      this.flattened.set(tag.name, (this.flattened.get(tag.name) ?? 0) + 1);
      this.add(tag, null);
    } else if (this.rules.isRaw(tag.name)) {
      this.taken = closer + `[/${tag.name}]`.length;
      this.add(tag, this.html.slice(tag.end, closer));
    } else this.frames.push({ tag, html: '' });
  }

  /** Ends the innermost shortcode of this name, and those inside it that never end. A stray end is dropped. */
  private close(name: string): void {
    const flattened = this.flattened.get(name) ?? 0;
    if (flattened > 0) return void this.flattened.set(name, flattened - 1);
    const place = this.frames.findLastIndex(({ tag }) => tag?.name === name);
    if (place === -1) return;
    while (this.frames.length > place + 1) this.closeUnclosed();
    const { tag, html } = this.frames.pop() as Frame;
    this.add(tag as Tag, html);
  }

  private closeUnclosed(): void {
    const { tag, html } = this.frames.pop() as Frame;
    this.add(tag as Tag, null);
    this.top.html += html;
  }

  private add({ name, named, others }: Tag, content: string | null): void {
    this.top.html += this.rules.render({ name, named, others, content });
  }

  private isShortcode(tag: Tag): boolean {
    const { name, isClose, isSelfClosing, named, others } = tag;
    if (this.rules.isKnown(name)) return true;
    if (isClose) {
      return this.frames.some((frame) => frame.tag?.name === name) || (this.flattened.get(name) ?? 0) > 0;
    }
    if (isSelfClosing || this.closerAfter(tag) !== -1) return true;
    if (named.size > 0 && others.length === 0) return true;
    const isLower = name === this.html.slice(tag.start + 1, tag.start + 1 + name.length);
    return isLower && named.size + others.length === 0 && /^[a-z\d]+(?:_[a-z\d]+)+$/.test(name);
  }

  private closerAfter({ name, end }: Tag): number {
    const places = this.closers.get(name) ?? [];
    while ((places.at(-1) ?? end) < end) places.pop();
    return places.at(-1) ?? -1;
  }

  private tagAt(start: number): Tag | null {
    NAME.lastIndex = start;
    const [opening, slash, given] = NAME.exec(this.html) ?? [];
    if (opening === undefined || given === undefined) return null;
    const bracket = this.closing.from(start);
    if (bracket - start > MAX_TAG) return null;
    const inner = this.html.slice(start + opening.length, bracket);
    if (inner.includes('[')) return null;
    const isSelfClosing = inner.trimEnd().endsWith('/') && !/=\s*[^\s"']*\/$/.test(inner.slice(-200));
    const attributes = shortcodeAttributes(isSelfClosing ? inner.trimEnd().slice(0, -1) : inner);
    const name = given.toLowerCase();
    if (attributes.hasMarkup && !this.rules.isKnown(name)) return null;
    return { name, isClose: slash === '/', isSelfClosing, ...attributes, start, end: bracket + 1 };
  }
}

const ATTRIBUTE = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|(\S+)/g;
/** Quotation marks as editors write them. */
const DOUBLE_QUOTES = /&quot;|&#0?34;|&#822[01];|&#8243;|[“”″]/g;
const SINGLE_QUOTES = /&#0?39;|&#821[67];|[‘’]/g;

function shortcodeAttributes(source: string): ShortcodeAttributes & { readonly hasMarkup: boolean } {
  const named = new Map<string, string>();
  const others: string[] = [];
  const text = source.replace(DOUBLE_QUOTES, '"').replace(SINGLE_QUOTES, "'");
  for (const [, name, double, single, bare, ...alone] of text.matchAll(ATTRIBUTE)) {
    if (name !== undefined) named.set(name.toLowerCase(), double ?? single ?? bare ?? '');
    else others.push(alone.find((value) => value !== undefined) ?? '');
  }
  return { named, others, hasMarkup: /[<>]/.test(source) };
}
