import MarkdownIt, { type StateBlock } from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import { cleanText } from './clean-text.js';
import { bareAddress, isLinkable } from './comment-addresses.js';

const LINK_REL = 'ugc nofollow noopener';
/** Quotes and lists stand at most so deep in each other, a list being two levels, and elements of all kinds. */
const MAX_BLOCK_DEPTH = 12;
const MAX_ELEMENT_DEPTH = 24;
const MAX_BLANK_LINES = 2;
/** Line ends beside those of plain text (UAX #14). */
const FURTHER_LINE_ENDS = /[\v\f\u2028\u2029]/g;
/**
 * What exceeds thirty marks in a row, which no text has (UAX #15, Stream-Safe Text Format). To put them in order takes the
 * square of their number.
 */
const EXCESSIVE_MARKS =
  /((?:(?!\p{Default_Ignorable_Code_Point})\p{M}){30})(?:(?!\p{Default_Ignorable_Code_Point})\p{M})+/gu;
const DIRECTION_FORMATTING = /[\u202A-\u202E\u2066-\u2069]/g;
const ENDS_EMBEDDING = '\u202C';
const ENDS_ISOLATE = '\u2069';

// What has no rule stays as it was typed: headings, pictures, HTML, entities, tables, code by indentation.
const markdown = new MarkdownIt('zero', { maxNesting: MAX_ELEMENT_DEPTH }).enable([
  ...['fence', 'blockquote', 'list'],
  ...['newline', 'escape', 'backticks', 'strikethrough', 'emphasis', 'link'],
]);
markdown.validateLink = isLinkable;
markdown.inline.ruler.before('newline', 'bare_address', bareAddress);
markdown.block.ruler.before('fence', 'deepest', deepest);
markdown.renderer.rules['hardbreak'] = () => '<br>';
markdown.renderer.rules['softbreak'] = () => '<br>';

/** A rule of markdown-it: below the deepest level everything is one paragraph, whatever it looks like. */
function deepest(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (silent || state.level < MAX_BLOCK_DEPTH) return false;
  state.push('paragraph_open', 'p', 1).map = [startLine, endLine];
  const inline = state.push('inline', '', 0);
  inline.content = state.getLines(startLine, endLine, state.blkIndent, false).trim();
  inline.children = [];
  state.push('paragraph_close', 'p', -1);
  state.line = endLine;
  return true;
}

/** The second wall: nothing else leaves, whatever Markdown made of the text. */
const WALL: sanitizeHtml.IOptions = {
  allowedTags: ['p', 'br', 'em', 'strong', 's', 'code', 'pre', 'blockquote', 'ol', 'ul', 'li', 'a'],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https'],
  allowProtocolRelative: false,
  nestingLimit: MAX_ELEMENT_DEPTH,
  transformTags: { a: (_, { href = '' }) => ({ tagName: 'a', attribs: { href, rel: LINK_REL } }) },
  textFilter: (text) => text.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
};

/**
 * A reader's text as safe HTML. It is read as a subset of Markdown (CommonMark 0.31 with `~~strikethrough~~`):
 * emphasis, code, quotes, lists, links. Line ends are breaks, bare http and https addresses are links; all links have
 * `rel="ugc nofollow noopener"`. Everything else is shown as it was typed. Linear in the length of the text.
 */
export const commentHtml = (text: string): string =>
  sanitizeHtml(markdown.render(text), WALL).replaceAll('<br />', '<br>').trim();

/**
 * A reader's text as it is stored: NFC, line ends as `\n`, no control characters but tab and line feed, no lone
 * surrogates, no spaces at line ends, at most two empty lines in a row, trimmed; what turns the direction of the text
 * ends with its line. Linear in its length.
 */
export function normaliseCommentText(text: string): string {
  const lines: string[] = [];
  let blank = 0;
  const clean = cleanText(text.replace(FURTHER_LINE_ENDS, '\n')).replace(EXCESSIVE_MARKS, '$1');
  for (const line of clean.normalize('NFC').split('\n')) {
    const kept = withDirectionClosed(line.trimEnd());
    blank = kept === '' ? blank + 1 : 0;
    if (blank <= MAX_BLANK_LINES) lines.push(kept);
  }
  return lines.join('\n').trim();
}

/** A line with the signs that end the embeddings, overrides and isolates (UAX #9) which it leaves open. */
function withDirectionClosed(line: string): string {
  const open: string[] = [];
  let isolates = 0;
  for (const [sign] of line.matchAll(DIRECTION_FORMATTING)) {
    if (sign === ENDS_EMBEDDING) {
      if (open.at(-1) === ENDS_EMBEDDING) open.pop();
    } else if (sign === ENDS_ISOLATE) {
      // It also ends what was opened inside.
      if (isolates > 0) while (open.pop() !== ENDS_ISOLATE);
      isolates = Math.max(0, isolates - 1);
    } else {
      const isIsolate = sign >= '\u2066';
      open.push(isIsolate ? ENDS_ISOLATE : ENDS_EMBEDDING);
      if (isIsolate) isolates += 1;
    }
  }
  return line + open.reverse().join('');
}
