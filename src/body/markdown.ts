import MarkdownIt from 'markdown-it';
import { MAX_BLOCKS, limitMarkup, tooManyBlocks } from './body-limits.js';

// CommonMark with GitHub's tables and strikethrough. Raw HTML passes: the same allow-list reads the result.
const markdown = new MarkdownIt({ html: true, maxNesting: 100 });

// Between reading blocks and reading their text, so that a body with too many is refused before the costly part.
markdown.core.ruler.after('block', 'limit_blocks', ({ tokens }) => {
  let blocks = 0;
  for (const { type } of tokens) if (type === 'paragraph_open' || type === 'heading_open') blocks += 1;
  if (blocks > MAX_BLOCKS) throw tooManyBlocks();
});

/**
 * HTML of Markdown: CommonMark 0.31 with tables and `~~strikethrough~~`. The result is not safe yet. Throws 422
 * `INVALID_INPUT`, code `TOO_LONG`.
 */
export function markdownToHtml(source: string): string {
  limitMarkup(source, '<[!|*_~`&\\\n');
  return markdown.render(source);
}
