import type { DraftBlock } from '../body/body.js';
import { blocksOfMarkup } from '../markup/blocks-of-markup.js';
import { contentParts, hasBlocks } from './block-markup.js';
import { PostBlocks } from './block-rules.js';
import { MarkupPass } from '../markup/markup-pass.js';
import type { PostContext } from './post-context.js';
import { PostShortcodes } from './shortcode-rules.js';
import { replaceShortcodes } from './shortcodes.js';
import { PARAGRAPH } from '../markup/story-html.js';

/**
 * The body of a post as Portable Text. There may be nothing of it.
 * @throws DomainError INVALID_INPUT, code `TOO_LONG`, for one that is longer than a body may be
 */
export function bodyOf(context: PostContext, content: string): DraftBlock[] {
  return blocksOfMarkup(htmlOf(context, content), context.losses);
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
