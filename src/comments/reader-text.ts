import { cleanText } from '../body/clean-text.js';
import { commentHtml, normaliseCommentText } from '../body/comment-text.js';

/** White space, controls and what Unicode shows nothing of (UAX #44, Default_Ignorable_Code_Point). */
const INVISIBLE = /^[\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Embeddings, overrides and isolates (UAX #9): an open one turns round what stands after the name. */
const BIDI_FORMATTING = /[\u202A-\u202E\u2066-\u2069]/g;

/** The text, or an empty one when a reader would see nothing of it. */
export const visibleText = (text: string): string => (INVISIBLE.test(text) ? '' : text);

/**
 * A reader's name as it is stored: NFC, on one line, no control characters and no bidi formatting, trimmed; empty
 * when nothing of it can be seen.
 */
export const readerName = (name: string): string =>
  visibleText(cleanText(name).replace(BIDI_FORMATTING, '').normalize('NFC').replace(/\s+/g, ' ').trim());

/** What Markdown may make nothing of. */
const MARKUP_ALONE = /^[\s\d`~*_>+\-.)#=\\]*$/;
const TAGS = /<[^>]*>/g;

/** A comment as it is stored; empty when a reader would see nothing of it, such as an empty list. */
export function commentBody(text: string): string {
  const body = visibleText(normaliseCommentText(text));
  if (!MARKUP_ALONE.test(body)) return body;
  return visibleText(commentHtml(body).replace(TAGS, '')) === '' ? '' : body;
}
