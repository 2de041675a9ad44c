import { attributesOf, htmlPieces, type HtmlPiece } from '../markup/html-pieces.js';
import { isOpenBlock } from './card-visibility.js';
import { type CardParts, cardHtml } from './ghost-cards.js';
import type { GhostTallies } from './ghost-tallies.js';

const CARD = /(?:^|\s)kg-card(?:\s|$)/;
/** Elements that hold something: a card that is none of them would never end. */
const HOLDS = /^(?:a|aside|blockquote|div|figure|p|pre|section|table)$/;
const KIND = /(?:^|\s)kg-([a-z]+(?:-[a-z]+)?)-card(?:\s|$)/;
/** Cards that the body reads as they are. */
const PLAIN = /^(?:image|code|width-wide|)$/;
const GATE = /<!--\s*kg-gated-block:begin/;
const GATE_END = /<!--\s*kg-gated-block:end\s*-->/;
const PAYWALL = /<!--\s{0,10}members-only\s{0,10}-->/;

/**
 * HTML that Ghost has rendered, its cards as the body knows them. What is for members alone is taken out. Linear in its
 * length.
 */
export function withoutCards(html: string, tallies: GhostTallies): string {
  const open = withoutGated(html, tallies);
  if (PAYWALL.test(open)) tallies.lost.add('card', 'paywall');
  const written: string[] = [];
  let card: RenderedCard | null = null;
  for (const piece of htmlPieces(open)) {
    if (card) {
      if (card.take(piece)) continue;
      written.push(card.html(tallies));
      card = null;
    } else if (isCard(piece)) card = new RenderedCard(piece);
    else written.push(piece.source);
  }
  // One that never ends is no card.
  return written.join('') + (card?.source ?? '');
}

/**
 * Without the blocks that are shown to members alone. One that never ends goes to the end. Of one that everybody sees
 * only the beginning is taken out: others may stand in it.
 */
function withoutGated(html: string, { lost }: GhostTallies): string {
  let open = '';
  let at = 0;
  for (let gate = matchFrom(GATE, html, 0); gate; gate = matchFrom(GATE, html, at)) {
    open += html.slice(at, gate.start);
    const close = html.indexOf('-->', gate.end);
    if (close !== -1 && isOpenBlock(html.slice(gate.start, close))) {
      at = close + '-->'.length;
      continue;
    }
    lost.add('for members', 'block');
    at = matchFrom(GATE_END, html, gate.end)?.end ?? html.length;
  }
  return open + html.slice(at);
}

/** Where a pattern is met first from a place on; null where it is not. */
function matchFrom(pattern: RegExp, text: string, from: number): { start: number; end: number } | null {
  const search = new RegExp(pattern, 'gi');
  search.lastIndex = from;
  const found = search.exec(text);
  return found && { start: found.index, end: search.lastIndex };
}

const classOf = ({ source }: HtmlPiece): string => attributesOf(source).get('class') ?? '';

const isCard = (piece: HtmlPiece): boolean =>
  piece.kind === 'open' && HOLDS.test(piece.name) && CARD.test(classOf(piece));

/** One card, from the tag that it begins with to the one that ends it. */
class RenderedCard {
  private readonly pieces: HtmlPiece[];
  private readonly kind: string;
  private depth = 1;

  constructor(private readonly start: HtmlPiece) {
    this.pieces = [start];
    this.kind = KIND.exec(classOf(start))?.[1] ?? '';
  }

  get source(): string {
    return this.pieces.map(({ source }) => source).join('');
  }

  /** Takes the next piece in; false for the one that ends the card. */
  take(piece: HtmlPiece): boolean {
    this.pieces.push(piece);
    if (piece.name === this.start.name && piece.kind !== 'text') this.depth += piece.kind === 'open' ? 1 : -1;
    return this.depth > 0;
  }

  html(tallies: GhostTallies): string {
    if (PLAIN.test(this.kind)) return this.source;
    return cardHtml(this.kind, this.parts(), tallies);
  }

  private parts(): CardParts {
    switch (this.kind) {
      case 'gallery':
        return { pictures: this.pictures(), caption: this.inside('figcaption') };
      case 'bookmark': {
        const title = this.inClass('kg-bookmark-title');
        return { url: this.attribute('a', 'href'), title, caption: this.inside('figcaption') };
      }
      case 'video':
        return { url: this.attribute('video', 'src'), caption: this.inside('figcaption') };
      case 'audio':
        return { url: this.attribute('audio', 'src'), title: this.inClass('kg-audio-title') };
      case 'file': {
        const title = this.inClass('kg-file-card-title') || this.inClass('kg-file-card-filename');
        return { url: this.attribute('a', 'href'), title, caption: this.inClass('kg-file-card-caption') };
      }
      case 'callout':
        return { text: joined(this.inClass('kg-callout-emoji'), this.inClass('kg-callout-text')) };
      case 'toggle':
        return { title: this.inClass('kg-toggle-heading-text'), text: this.inClass('kg-toggle-content') };
      case 'button':
        return { button: this.button() };
      default:
        return this.larger();
    }
  }

  private larger(): CardParts {
    const button = this.button();
    switch (this.kind) {
      case 'product': {
        const text = this.inClass('kg-product-card-description');
        return { pictures: this.pictures(), title: this.inClass('kg-product-card-title'), text, button };
      }
      case 'header': {
        const title = this.inClass('kg-header-card-heading') || this.inClass('kg-header-card-header');
        const text = this.inClass('kg-header-card-subheading') || this.inClass('kg-header-card-subheader');
        return { title, text, button };
      }
      case 'cta': {
        const text = this.inClass('kg-cta-text');
        return { title: this.inClass('kg-cta-sponsor-label'), pictures: this.pictures(), text, button };
      }
      case 'embed':
        return { html: this.withoutScripts(), caption: this.inside('figcaption') };
      default:
        return { html: this.source };
    }
  }

  private pictures(): string[] {
    return this.pieces.flatMap(({ kind, name, source }) =>
      kind === 'open' && name === 'img' ? [source] : [],
    );
  }

  /** An attribute of the first element of a name, as it stands. */
  private attribute(element: string, name: string): string {
    const found = this.pieces.find((piece) => piece.kind === 'open' && piece.name === element);
    return found ? (attributesOf(found.source).get(name) ?? '') : '';
  }

  private button() {
    const at = this.pieces.findIndex(
      (piece) => piece.kind === 'open' && piece.name === 'a' && /btn|button/.test(classOf(piece)),
    );
    const link = this.pieces[at];
    const url = link ? (attributesOf(link.source).get('href') ?? '') : '';
    return { url, text: at === -1 ? '' : this.insideOf(at) };
  }

  private inClass(name: string): string {
    const pattern = new RegExp(`(?:^|\\s)${name}(?:\\s|$)`);
    return this.insideOf(
      this.pieces.findIndex((piece) => piece.kind === 'open' && pattern.test(classOf(piece))),
    );
  }

  private inside(element: string): string {
    return this.insideOf(this.pieces.findIndex(({ kind, name }) => kind === 'open' && name === element));
  }

  /** What the element holds that begins with a piece. */
  private insideOf(start: number): string {
    const first = this.pieces[start];
    if (!first) return '';
    let held = '';
    let depth = 1;
    for (const piece of this.pieces.slice(start + 1)) {
      if (piece.name === first.name && piece.kind !== 'text') depth += piece.kind === 'open' ? 1 : -1;
      if (depth === 0) break;
      held += piece.source;
    }
    return held.trim();
  }

  /** An embed without the script that would draw it, and without the figure around it. */
  private withoutScripts(): string {
    let html = '';
    let skipping = '';
    for (const { kind, name, source } of this.pieces.slice(1, -1)) {
      if (skipping !== '') {
        if (kind === 'close' && name === skipping) skipping = '';
      } else if (kind === 'open' && (name === 'script' || name === 'figcaption')) skipping = name;
      else html += source;
    }
    return html;
  }
}

const joined = (emoji: string, text: string): string => [emoji, text].filter((part) => part !== '').join(' ');
