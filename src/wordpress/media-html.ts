import { escaped } from '../markup/html-pieces.js';
import { figureHtml } from '../markup/story-html.js';
import type { MediaFile } from './media-index.js';

/** A file of the media library as a picture with its caption. */
export function mediaFileHtml({ url, alt, caption, width, height }: MediaFile): string {
  const size = width && height ? ` width="${width}" height="${height}"` : '';
  return figureHtml(`<img src="${escaped(url)}" alt="${escaped(alt)}"${size}>`, escaped(caption));
}
