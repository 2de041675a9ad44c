import { cleanText } from './clean-text.js';
import { escapeHtml } from './escape-html.js';
import { paragraphsOf } from './text-to-blocks.js';

const LINK_REL = 'ugc nofollow noopener';
const MAX_LINK_LENGTH = 2_000;
/** A bare address; what ends it is settled afterwards. */
const ADDRESS = /https?:\/\/[^\s<>"'`\\^{|}]+/gi;
const LETTER_BEFORE = /[\p{L}\p{N}_]$/u;
const MAX_BLANK_LINES = 2;
const LINE_SEPARATOR = /[\u2028\u2029]/g;

/** Length of an address without the punctuation of the sentence around it; a bracket stays when it was opened. */
function addressLength(address: string): number {
  let open = 0;
  for (const character of address) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    if (last === ')' && open < 0) open += 1;
    else if (!/[.,;:!?\]*_~…’”»]/.test(last)) break;
  }
  return end;
}

function linkHtml(address: string): string | null {
  if (address.length > MAX_LINK_LENGTH || !URL.canParse(address)) return null;
  const escaped = escapeHtml(address);
  return `<a href="${escaped}" rel="${LINK_REL}">${escaped}</a>`;
}

function lineHtml(line: string): string {
  let html = '';
  let copiedTo = 0;
  for (const match of line.matchAll(ADDRESS)) {
    const from = match.index;
    const address = match[0].slice(0, addressLength(match[0]));
    const glued = LETTER_BEFORE.test(line.slice(Math.max(0, from - 2), from));
    const link = glued ? null : linkHtml(address);
    if (link === null) continue;
    html += escapeHtml(line.slice(copiedTo, from)) + link;
    copiedTo = from + address.length;
  }
  return html + escapeHtml(line.slice(copiedTo));
}

/**
 * A reader's plain text as safe HTML: paragraphs at empty lines, `<br>` at line ends, everything escaped, bare
 * http and https addresses as links with `rel="ugc nofollow noopener"`. Linear in the length of the text.
 */
export const commentHtml = (text: string): string =>
  paragraphsOf(text)
    .map((lines) => `<p>${lines.map(lineHtml).join('<br>')}</p>`)
    .join('\n');

/**
 * A reader's text as it is stored: NFC, line ends as `\n`, no control characters but tab and line feed, no lone
 * surrogates, no spaces at line ends, at most two empty lines in a row, trimmed. Linear in its length.
 */
export function normaliseCommentText(text: string): string {
  const lines: string[] = [];
  let blank = 0;
  const clean = cleanText(text).replace(LINE_SEPARATOR, '\n');
  for (const line of clean.normalize('NFC').split('\n')) {
    const kept = line.trimEnd();
    blank = kept === '' ? blank + 1 : 0;
    if (blank <= MAX_BLANK_LINES) lines.push(kept);
  }
  return lines.join('\n').trim();
}
