import { blocksOfHtml, type DraftBlock } from '../body/body.js';
import { DomainError } from '../platform/api/errors.js';
import { escaped } from './html-pieces.js';
import { textOfHtml } from './html-text.js';
import type { MarkupLosses } from './markup-losses.js';
import { PARAGRAPH } from './story-html.js';

/** Elements that mean nothing in a story, so that nothing is lost with them; styles are counted on their own. */
const MEANINGLESS: ReadonlySet<string> = new Set(
  'acronym abbr big bdi bdo center font label mark nobr picture small span time wbr'.split(' '),
);

/**
 * HTML that a markup pass went through as Portable Text. There may be nothing of it.
 * @throws DomainError INVALID_INPUT, code `TOO_LONG`, for what is longer than a body may be
 */
export function blocksOfMarkup(html: string, losses: MarkupLosses): DraftBlock[] {
  try {
    return blocksOfHtml(html, (kind, name) => noteLoss(losses, kind, name));
  } catch (error) {
    const isTooDeep = error instanceof DomainError && error.errors.some(({ code }) => code === 'TOO_DEEP');
    if (!isTooDeep) throw error;
    // Elements that are never ended, hundreds of them: what they enclose is all that can be told.
    losses.add('text', 'formatting that was never ended');
    return blocksOfHtml(plainParagraphs(html), () => undefined);
  }
}

const plainParagraphs = (html: string): string =>
  escaped(textOfHtml(html)).replaceAll('\n\n', PARAGRAPH).replaceAll('\n', '<br>');

function noteLoss(
  losses: MarkupLosses,
  kind: 'element' | 'link' | 'image' | 'media' | 'frame',
  name: string,
): void {
  if (kind !== 'element' || !MEANINGLESS.has(name)) losses.add(kind, name);
}
