import type { DraftBlock } from '../body/body.js';
import { type Fields, textIn } from '../imports/json-fields.js';
import { blocksOfMarkup } from '../markup/blocks-of-markup.js';
import { escaped } from '../markup/html-pieces.js';
import { MarkupPass } from '../markup/markup-pass.js';
import { PARAGRAPH } from '../markup/story-html.js';
import type { GhostTallies } from './ghost-tallies.js';
import { lexicalHtml } from './lexical.js';
import { mobiledocHtml } from './mobiledoc.js';
import { withoutCards } from './rendered-cards.js';

/** What stands for the address of the site wherever an export names it. */
export const SITE_MARK = '__GHOST_URL__';

/**
 * The body of a post as Portable Text: of the HTML that Ghost rendered, or else of what its editors wrote. There may be
 * nothing of it.
 * @param siteUrl without a slash at its end; null when nobody told
 * @throws DomainError INVALID_INPUT, code `TOO_LONG`, for one that is longer than a body may be
 */
export function bodyOf(post: Fields, siteUrl: string | null, tallies: GhostTallies): DraftBlock[] {
  const html = withSite(withoutCards(sourceOf(post, tallies), tallies), siteUrl);
  const context = { base: siteUrl ?? '', losses: tallies.lost };
  return blocksOfMarkup(new MarkupPass(context, false).run(html), tallies.lost);
}

function sourceOf(post: Fields, tallies: GhostTallies): string {
  const rendered = textIn(post, 'html');
  if (rendered.trim() !== '') return rendered;
  const written =
    lexicalHtml(textIn(post, 'lexical'), tallies) ?? mobiledocHtml(textIn(post, 'mobiledoc'), tallies) ?? '';
  if (written.trim() !== '') return written;
  return escaped(textIn(post, 'plaintext')).replaceAll('\n\n', PARAGRAPH).replaceAll('\n', '<br>');
}

/**
 * The site's own addresses, absolute where it is known. Where it is not, its links are paths, which lead to the stories
 * here too; its pictures keep the mark, which no picture has in the end.
 */
function withSite(html: string, siteUrl: string | null): string {
  if (siteUrl !== null) return html.replaceAll(SITE_MARK, siteUrl);
  return html
    .replaceAll(`href="${SITE_MARK}"`, 'href="/"')
    .replaceAll(`href="${SITE_MARK}/`, 'href="/')
    .replaceAll('src="/content/', `src="${SITE_MARK}/content/`);
}
