/** A piece of HTML source. Comments are pieces of their own; declarations and processing instructions count as such. */
export interface HtmlPiece {
  readonly kind: 'text' | 'open' | 'close' | 'comment';
  /** Of a tag, in lower case; otherwise empty. */
  readonly name: string;
  /** The piece as it stands. */
  readonly source: string;
}

/** Elements whose content is no markup. */
const RAW = /^(?:script|style|textarea|title|xmp)$/;
const TAG_NAME = /[a-z][^\s/>]*/iy;
const SPACE = /\s/;

/**
 * Splits HTML into its pieces as a browser's tokeniser would, without building anything. What looks like a tag but
 * never ends is text. Linear in the length of the source, whatever it is.
 */
export function* htmlPieces(html: string): Generator<HtmlPiece> {
  let textStart = 0;
  let at = html.indexOf('<');
  while (at !== -1) {
    const piece = pieceAt(html, at);
    if (piece === 'never ends') break;
    if (piece) {
      if (at > textStart) yield { kind: 'text', name: '', source: html.slice(textStart, at) };
      yield piece;
      textStart = at + piece.source.length;
      if (piece.kind === 'open' && RAW.test(piece.name)) {
        const end = endOfRaw(html, piece.name, textStart);
        if (end > textStart) yield { kind: 'text', name: '', source: html.slice(textStart, end) };
        textStart = end;
      }
    }
    at = html.indexOf('<', Math.max(textStart, at + 1));
  }
  if (textStart < html.length) yield { kind: 'text', name: '', source: html.slice(textStart) };
}

function pieceAt(html: string, start: number): HtmlPiece | 'never ends' | null {
  const next = html[start + 1];
  if (next === '!' || next === '?') {
    const isComment = html.startsWith('<!--', start);
    const end = isComment ? html.indexOf('-->', start + 4) : html.indexOf('>', start);
    if (end === -1) return 'never ends';
    return { kind: 'comment', name: '', source: html.slice(start, end + (isComment ? 3 : 1)) };
  }
  const isClose = next === '/';
  TAG_NAME.lastIndex = start + (isClose ? 2 : 1);
  const name = TAG_NAME.exec(html)?.[0];
  if (name === undefined) return null;
  const end = endOfTag(html, TAG_NAME.lastIndex);
  if (end === -1) return 'never ends';
  return {
    kind: isClose ? 'close' : 'open',
    name: name.toLowerCase(),
    source: html.slice(start, end + 1),
  };
}

/** Place of the `>` that ends a tag: none inside a quoted value. */
function endOfTag(html: string, from: number): number {
  let at = from;
  while (at < html.length) {
    const character = html[at];
    if (character === '>') return at;
    at += 1;
    if (character !== '=') continue;
    while (at < html.length && SPACE.test(html[at] ?? '')) at += 1;
    const quote = html[at];
    if (quote !== '"' && quote !== "'") continue;
    const end = html.indexOf(quote, at + 1);
    if (end === -1) return -1;
    at = end + 1;
  }
  return -1;
}

function endOfRaw(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}`, 'gi');
  end.lastIndex = from;
  return end.exec(html)?.index ?? html.length;
}

const ATTRIBUTE = /([^\s=/>"'<]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const NAME_OF_TAG = /^<\/?[^\s/>]*/;

/** Attributes of a tag by name in lower case, as they stand: references are not resolved. The first of two counts. */
export function attributesOf(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single, bare] of tag.replace(NAME_OF_TAG, '').matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? '');
  }
  return attributes;
}

/** A text as the value of an attribute or as content. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A value taken from HTML source, where references stand for characters already. */
export const quoted = (value: string): string =>
  value.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
