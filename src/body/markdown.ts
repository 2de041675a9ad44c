import MarkdownIt from 'markdown-it';
import { limitMarkup } from './body-limits.js';

// CommonMark with GitHub's tables and strikethrough. Raw HTML passes: the same allow-list reads the result.
const markdown = new MarkdownIt({ html: true, maxNesting: 40 });

/**
 * HTML of Markdown: CommonMark 0.31 with tables and `~~strikethrough~~`. The result is not safe yet. Throws 422
 * `INVALID_INPUT`, code `TOO_LONG`.
 */
export function markdownToHtml(source: string): string {
  limitMarkup(source, '<[|*_~`&\\\n');
  return markdown.render(source);
}
