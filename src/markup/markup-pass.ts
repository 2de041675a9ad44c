import { embedOfPlayer } from '../body/embeds.js';
import { isEmbeddable, pageOfPlayer } from './embed-hosts.js';
import { attributesOf, escaped, type HtmlPiece, htmlPieces, quoted } from './html-pieces.js';
import { decodeEntities } from './html-text.js';
import { absolute } from './absolute.js';
import type { MarkupContext } from './markup-losses.js';
import { embedHtml, PARAGRAPH } from './story-html.js';
import { noteStyles } from './style-losses.js';
import { parseUrl } from '../platform/http/parse-url.js';

/** Elements between which line ends mean nothing. */
const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote caption center col colgroup dd details div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table tbody td ' +
    'tfoot th thead tr ul'
  ).split(' '),
);
/** Elements whose text is not looked at for line ends and addresses. */
const VERBATIM = /^(?:pre|script|style|textarea|svg|object)$/;
const BARE_ADDRESS = /^https?:\/\/[^\s<>"[\]]+$/i;
/** Cards that a network's script draws: the element holds the address of what it draws. */
const CARD = /\b(?:instagram-media|tiktok-embed|bluesky-embed|reddit-embed-bq|fb-post|fb-video)\b/;
const ADVERTISING = /(?:^|\.)(?:doubleclick\.net|googlesyndication\.com|amazon-adsystem\.com|adnxs\.com)$/;
/** Parts of a block that are no content. */
const FURNITURE = /\bwp-block-file__(?:button|embed)\b/;

/** Markup that goes, up to the end of the element that it began with, and what stands for it. */
interface Removal {
  readonly name: string;
  /** Whether something that it shows stands for it. */
  readonly isPlayer: boolean;
  depth: number;
  address: string;
}

/**
 * Goes through the HTML of a post once: line ends of the classic editor become paragraphs and breaks, addresses alone
 * on a line and players of other sites become embeds, relative pictures get their host. Linear in its length.
 */
export class MarkupPass {
  private readonly html: string[] = [];
  /** Whether the place before is the beginning, or a tag beside which line ends mean nothing. */
  private afterBlock = true;
  /** Whether a line begins here, as far as an address that stands alone is concerned. */
  private atLineStart = true;
  private afterBreak = false;
  private text = '';
  private verbatim: { readonly name: string; depth: number } | null = null;
  private removal: Removal | null = null;

  /** @param isClassic whether line ends mean something, as in the classic editor */
  constructor(
    private readonly context: MarkupContext,
    private readonly isClassic: boolean,
  ) {}

  run(html: string): string {
    for (const piece of htmlPieces(html)) {
      if (this.removal) this.remove(piece, this.removal);
      else if (this.verbatim) this.copy(piece, this.verbatim);
      else if (piece.kind === 'text') this.text += piece.source;
      else if (piece.kind === 'comment') this.comment(piece.source);
      else this.tag(piece);
    }
    this.flushText(true, true);
    return this.html.join('');
  }

  private comment(source: string): void {
    if (!/^<!--\s*nextpage\s*-->$/i.test(source)) return;
    this.context.losses.add('page break', 'nextpage');
    this.flushText(true, true);
    this.html.push(PARAGRAPH);
    this.afterBlock = true;
    this.atLineStart = true;
  }

  private tag(piece: HtmlPiece): void {
    const { kind, name, source } = piece;
    const isBlock = BLOCKS.has(name);
    this.flushText(isBlock, kind === 'close' && (name === 'p' || name === 'div'));
    if (kind === 'open') noteStyles(name, source, this.context.losses, this.isClassic);
    if (kind === 'open' && this.begins(piece)) return;
    this.html.push(kind === 'open' && name === 'img' ? this.image(source) : source);
    this.afterBlock = isBlock;
    this.afterBreak = name === 'br';
    this.atLineStart = kind === 'open' && (name === 'p' || name === 'div');
  }

  /** Whether a tag begins something that is taken over as it is, or that something else stands for. */
  private begins({ name, source }: HtmlPiece): boolean {
    if (name === 'iframe') return this.frame(source);
    if (name === 'embed') return this.standIn(attributesOf(source).get('src') ?? '', name);
    const isFurniture = FURNITURE.test(source);
    if (isFurniture || name === 'object' || (name === 'blockquote' && CARD.test(source))) {
      this.removal = { name, isPlayer: !isFurniture, depth: 1, address: cardAddress(name, source) };
      return true;
    }
    // A form's texts stay, but nobody can fill them in.
    if (name === 'form') this.context.losses.add('element', name);
    if (VERBATIM.test(name)) this.verbatim = { name, depth: 1 };
    return false;
  }

  private copy({ kind, name, source }: HtmlPiece, verbatim: { readonly name: string; depth: number }): void {
    this.html.push(source);
    if (kind === 'text' || name !== verbatim.name) return;
    verbatim.depth += kind === 'open' ? 1 : -1;
    if (verbatim.depth > 0) return;
    this.verbatim = null;
    this.afterBlock = true;
  }

  private remove(piece: HtmlPiece, removal: Removal): void {
    const { kind, name, source } = piece;
    if (removal.name === 'iframe' && BLOCKS.has(name)) {
      // Some frames are never ended, and what is in one is for browsers that show none.
      this.removal = null;
      return this.tag(piece);
    }
    if (kind === 'open') removal.address ||= addressInside(name, source);
    if (name !== removal.name || kind === 'text') return;
    removal.depth += kind === 'open' ? 1 : -1;
    if (removal.depth > 0) return;
    this.removal = null;
    if (removal.isPlayer) this.standIn(removal.address, removal.name);
  }

  /** An embed for a player that only its plugin or its script could show. */
  private standIn(address: string, element: string): boolean {
    const url = pageOfPlayer(address.startsWith('//') ? `https:${address}` : address);
    if (isEmbeddable(decodeEntities(url))) this.html.push(embedHtml(url));
    else this.context.losses.add('element', element);
    this.afterBlock = true;
    return true;
  }

  /** A frame of a site whose player the body knows stays one; of another there is a link to what it showed. */
  private frame(source: string): boolean {
    const attributes = attributesOf(source);
    const address = decodeEntities((attributes.get('src') || attributes.get('data-src')) ?? '').trim();
    const url = address.startsWith('//') ? `https:${address}` : address;
    if (!/^https?:\/\//i.test(url) || !parseUrl(url)) return false;
    const page = pageOfPlayer(url);
    if (page === url && embedOfPlayer(url)) return false;
    const { host } = new URL(url);
    if (page === url) this.context.losses.add('frame', host);
    if (!ADVERTISING.test(host)) this.html.push(embedHtml(escaped(page)));
    this.afterBlock = true;
    this.removal = { name: 'iframe', isPlayer: false, depth: 1, address: '' };
    return true;
  }

  private image(source: string): string {
    const address = attributesOf(source).get('src') ?? '';
    const url = absolute(address, this.context.base);
    return url === address ? source : source.replace(address, () => quoted(url));
  }

  /**
   * Takes the text over that was collected.
   * @param beforeBlock whether line ends before what follows mean nothing
   * @param atLineEnd whether a line ends here
   */
  private flushText(beforeBlock: boolean, atLineEnd: boolean): void {
    const text = this.text;
    this.text = '';
    if (text === '') return;
    this.html.push(this.isClassic ? this.lines(text, beforeBlock, atLineEnd) : this.address(text, atLineEnd));
    this.afterBlock = false;
    this.afterBreak = false;
  }

  /** Text of the block editor: only an address that is all of its element is looked for. */
  private address(text: string, atLineEnd: boolean): string {
    const line = text.trim();
    return this.atLineStart && atLineEnd && BARE_ADDRESS.test(line) ? addressHtml(line) : text;
  }

  /** Text of the classic editor: an empty line parts paragraphs, a line end is a break. */
  private lines(text: string, beforeBlock: boolean, atLineEnd: boolean): string {
    const lines = text.replaceAll('\r\n', '\n').split('\n');
    const html: string[] = [];
    let lineEnds = 0;
    // At the edge of a block there is nothing to part a line from.
    let hasBefore = !this.afterBlock;
    const part = (): void => {
      if (lineEnds === 0 || !hasBefore) return;
      const isSaid = lineEnds === 1 && this.afterBreak && html.length === 0;
      html.push(lineEnds > 1 ? PARAGRAPH : isSaid ? '\n' : '<br>');
    };
    for (const [index, line] of lines.entries()) {
      if (index > 0) lineEnds += 1;
      if (line.trim() === '') {
        if (lines.length === 1) html.push(line);
        continue;
      }
      part();
      const stands = (index > 0 || this.atLineStart) && (index < lines.length - 1 || atLineEnd);
      const isAddress = stands && BARE_ADDRESS.test(line.trim());
      html.push(isAddress ? addressHtml(line.trim()) : index > 0 ? line.trimStart() : line);
      hasBefore = true;
      lineEnds = 0;
    }
    if (!beforeBlock) part();
    return html.join('');
  }
}

/** An address alone on its line. */
const addressHtml = (url: string): string =>
  isEmbeddable(decodeEntities(url))
    ? embedHtml(pageOfPlayer(url))
    : `<p><a href="${quoted(url)}">${quoted(url)}</a></p>`;

function cardAddress(name: string, source: string): string {
  const attributes = attributesOf(source);
  if (name === 'object') return attributes.get('data') ?? '';
  return (
    attributes.get('data-instgrm-permalink') ?? attributes.get('cite') ?? attributes.get('data-href') ?? ''
  );
}

/** The address of what an `object` shows, in one of the ways of writing that browsers needed. */
function addressInside(name: string, source: string): string {
  if (name === 'embed') return attributesOf(source).get('src') ?? '';
  if (name !== 'param') return '';
  const attributes = attributesOf(source);
  return /^(?:movie|src)$/i.test(attributes.get('name') ?? '') ? (attributes.get('value') ?? '') : '';
}
