import { blocksOfHtml, type DraftBlock } from '../body/body.js';
import { DomainError } from '../platform/api/errors.js';
import { contentParts, hasBlocks } from './block-markup.js';
import { PostBlocks } from './block-rules.js';
import { textOfHtml } from './html-text.js';
import type { Losses } from './losses.js';
import { MarkupPass } from './markup-pass.js';
import type { PostContext } from './post-context.js';
import { PostShortcodes } from './shortcode-rules.js';
import { replaceShortcodes } from './shortcodes.js';
import { escaped } from './html-pieces.js';
import { PARAGRAPH } from './story-html.js';

/** Elements that mean nothing in a story, so that nothing is lost with them; styles are counted on their own. */
const MEANINGLESS: ReadonlySet<string> = new Set(
  'acronym abbr big bdi bdo center font label mark nobr picture small span time wbr'.split(' '),
);

/**
 * The body of a post as Portable Text. There may be nothing of it.
 * @throws DomainError INVALID_INPUT, code `TOO_LONG`, for one that is longer than a body may be
 */
export function bodyOf(context: PostContext, content: string): DraftBlock[] {
  const html = htmlOf(context, content);
  try {
    return blocksOfHtml(html, (kind, name) => noteLoss(context.losses, kind, name));
  } catch (error) {
    const isTooDeep = error instanceof DomainError && error.errors.some(({ code }) => code === 'TOO_DEEP');
    if (!isTooDeep) throw error;
    // Elements that are never ended, hundreds of them: what they enclose is all that can be told.
    context.losses.add('text', 'formatting that was never ended');
    return blocksOfHtml(plainParagraphs(html), () => undefined);
  }
}

/** The content of a post as HTML that the body knows how to read: no blocks, shortcodes or line ends that mean something. */
function htmlOf(context: PostContext, content: string): string {
  const shortcodes = new PostShortcodes(context);
  const blocks = new PostBlocks(context);
  const parts = hasBlocks(content)
    ? contentParts(content, blocks.render)
    : [{ html: content, isClassic: true }];
  return parts
    .map(({ html, isClassic }) => new MarkupPass(context, isClassic).run(replaceShortcodes(html, shortcodes)))
    .join(PARAGRAPH);
}

const plainParagraphs = (html: string): string =>
  escaped(textOfHtml(html)).replaceAll('\n\n', PARAGRAPH).replaceAll('\n', '<br>');

function noteLoss(
  losses: Losses,
  kind: 'element' | 'link' | 'image' | 'media' | 'frame',
  name: string,
): void {
  if (kind !== 'element' || !MEANINGLESS.has(name)) losses.add(kind, name);
}
