import type { Part } from './exported-site.js';

/** A body as WordPress's block editor stores it. */
export const blockBody = (parts: readonly Part[]): string =>
  parts
    .map(
      (part) =>
        `<!-- wp:${BLOCK_NAMES[part.kind]} -->\n${element(part)}\n<!-- /wp:${BLOCK_NAMES[part.kind]} -->`,
    )
    .join('\n\n');

/** A body as WordPress's classic editor stores it: a blank line ends a paragraph. */
export const classicBody = (parts: readonly Part[]): string =>
  parts.map((part) => (part.kind === 'paragraph' ? part.text : element(part))).join('\n\n');

export const htmlBody = (parts: readonly Part[]): string => parts.map(element).join('\n');

const BLOCK_NAMES: Readonly<Record<Part['kind'], string>> = {
  paragraph: 'paragraph',
  heading: 'heading',
  quote: 'quote',
  list: 'list',
  image: 'image',
};

function element(part: Part): string {
  switch (part.kind) {
    case 'paragraph':
      return `<p>${part.text}</p>`;
    case 'heading':
      return `<h2 class="wp-block-heading">${part.text}</h2>`;
    case 'quote':
      return `<blockquote class="wp-block-quote"><p>${part.text}</p></blockquote>`;
    case 'list':
      return `<ul class="wp-block-list">${part.items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
    case 'image': {
      const { url, alt, caption, id } = part.image;
      return `<figure class="wp-block-image"><img src="${url}" alt="${alt}" class="wp-image-${id}"/><figcaption>${caption}</figcaption></figure>`;
    }
  }
}
