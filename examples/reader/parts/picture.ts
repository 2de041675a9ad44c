import type { Picture } from '../api/answers.js';
import { attributes, html, type Html } from '../html.js';

/** Frames keep the place of a picture before it is there, and when it never comes. */
function shapeOf({ width, height }: Picture): string {
  const ratio = width && height ? width / height : 16 / 9;
  if (ratio > 1.2) return 'wide';
  return ratio < 0.85 ? 'tall' : 'square';
}

interface Options {
  /** How wide it is shown, for the browser to choose a file by. */
  readonly sizes: string;
  /** The shape of its frame; by default what is nearest to its own. */
  readonly shape?: 'wide' | 'square';
  /** Whether it is what readers see first. */
  readonly first?: boolean;
}

/** A picture in a frame. */
export function pictureHtml(picture: Picture, { sizes, shape, first = false }: Options): Html {
  const { url, alt, width, height, srcset } = picture;
  const loaded = first ? { fetchpriority: 'high' } : { loading: 'lazy', decoding: 'async' };
  const files = srcset === '' ? {} : { srcset, sizes };
  return html`<div class="frame ${shape ?? shapeOf(picture)}">
    <img ${attributes({ src: url, ...files, alt, width, height, ...loaded })} />
  </div>`;
}
