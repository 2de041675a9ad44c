import { escaped, quoted } from './html-pieces.js';

/** What parts two paragraphs wherever it stands: in a list item or a table it begins a new line. */
export const PARAGRAPH = '<p></p>';

/** Something of another site, as HTML that the body reads as an embed. @param url as it stands in HTML source */
export const embedHtml = (url: string, caption = ''): string =>
  `<figure data-embed=""><a href="${quoted(url)}">${quoted(url)}</a>${captionHtml(caption)}</figure>`;

/** A picture with its caption, which is HTML. @param image an `img`, perhaps in a link */
export const figureHtml = (image: string, caption: string): string =>
  `<figure>${image}${captionHtml(caption)}</figure>`;

/** Source text as it is. */
export const codeHtml = (code: string, language: string): string =>
  `<pre><code${/^[\w+#.-]{1,40}$/.test(language) ? ` class="language-${language}"` : ''}>${escaped(code)}</code></pre>`;

const captionHtml = (caption: string): string =>
  caption.trim() === '' ? '' : `<figcaption>${caption}</figcaption>`;
