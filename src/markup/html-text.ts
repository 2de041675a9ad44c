import { Parser } from 'htmlparser2';
import { cleanText } from '../body/clean-text.js';
import { attributesOf, htmlPieces } from './html-pieces.js';

/** Elements that stand on lines of their own. */
const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
    'header hr li main nav ol p pre section table tr ul'
  ).split(' '),
);
const DROPPED = /^(?:script|style|title)$/;
const MAX_BLANK_LINES = 1;

/** Text with the references of HTML resolved, such as `&eacute;` and `&#8217;`. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  let decoded = '';
  const parser = new Parser({ ontext: (piece) => (decoded += piece) });
  parser.end(text.replaceAll('<', '&lt;'));
  return decoded;
}

/**
 * HTML as plain text: blocks and breaks become line ends, a picture is its description. Linear in its length.
 * @param withAddresses whether a link is followed by its address in brackets where that says more than its text, and a
 * picture without a description is its address
 */
export function textOfHtml(html: string, withAddresses = false): string {
  const text: string[] = [];
  let link: { readonly href: string; readonly from: number } | null = null;
  let dropping = '';
  for (const { kind, name, source } of htmlPieces(html)) {
    if (dropping !== '') {
      if (kind === 'close' && name === dropping) dropping = '';
    } else if (kind === 'text') text.push(decodeEntities(source));
    else if (kind === 'comment') continue;
    else if (kind === 'open' && DROPPED.test(name)) dropping = name;
    else if (name === 'br') text.push('\n');
    else if (name === 'img') text.push(pictureText(source, withAddresses));
    else if (BLOCKS.has(name)) text.push(name === 'p' ? '\n\n' : '\n');
    else if (name === 'a' && kind === 'open' && withAddresses) {
      // A link inside a link ends the one around it.
      link = { href: decodeEntities(attributesOf(source).get('href') ?? ''), from: text.length };
    } else if (name === 'a' && link) {
      text.push(addressAfter(text.slice(link.from).join('').trim(), link.href));
      link = null;
    }
  }
  return tidy(text.join(''));
}

function pictureText(tag: string, withAddresses: boolean): string {
  const attributes = attributesOf(tag);
  const alt = attributes.get('alt') ?? '';
  return decodeEntities(alt === '' && withAddresses ? (attributes.get('src') ?? '') : alt);
}

/** What says where a link leads, behind what it shows. */
function addressAfter(shown: string, href: string): string {
  if (!/^https?:\/\//i.test(href)) return '';
  if (shown === '') return href;
  return isSameAddress(shown, href) ? '' : ` (${href})`;
}

const isSameAddress = (shown: string, href: string): boolean => bare(shown) === bare(href);

const bare = (address: string): string =>
  address
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/\/$/, '');

/** No space at the ends of lines, and no more than one empty line in a row. */
function tidy(text: string): string {
  const lines: string[] = [];
  let blank = 0;
  for (const line of cleanText(text).split('\n')) {
    const kept = line.trim();
    blank = kept === '' ? blank + 1 : 0;
    if (blank <= MAX_BLANK_LINES) lines.push(kept);
  }
  return lines.join('\n').trim();
}

/** HTML as plain text on one line. */
export const lineOfHtml = (html: string): string => textOfHtml(html).replace(/\s+/g, ' ').trim();
