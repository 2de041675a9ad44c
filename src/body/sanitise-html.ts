import sanitizeHtml from 'sanitize-html';
import { invalidBody } from './body-limits.js';
import { EMBED_HOSTS } from './embeds.js';
import { LossWatch, type PassedOver } from './html-losses.js';
import {
  CONTAINERS,
  DECORATOR_OF,
  DROPPED_WITH_CONTENT,
  HEADING_STYLE_OF,
  STRUCTURE,
} from './html-elements.js';

/** Most elements that may be open at once. */
const MAX_DEPTH = 256;

/** Where scripts that load pictures late keep the address; `src` then holds a placeholder. */
export const LAZY_SOURCES: readonly string[] = ['data-src', 'data-lazy-src', 'data-original'];

const ALLOWED = [...STRUCTURE, ...CONTAINERS, ...DECORATOR_OF.keys(), ...HEADING_STYLE_OF.keys()];

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: ALLOWED,
  allowedAttributes: {
    a: ['href'],
    img: ['src', ...LAZY_SOURCES, 'alt', 'width', 'height'],
    iframe: ['src', 'title'],
    audio: ['src', 'title'],
    video: ['src', 'title'],
    source: ['src'],
    figure: ['data-embed'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan'],
  },
  allowedClasses: { code: ['language-*', 'lang-*'], pre: ['language-*', 'lang-*'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'], iframe: ['http', 'https'] },
  allowedSchemesAppliedToAttributes: ['href', 'src'],
  allowProtocolRelative: true,
  allowedIframeHostnames: [...EMBED_HOSTS],
  disallowedTagsMode: 'discard',
  nonTextTags: [...DROPPED_WITH_CONTENT],
};

/**
 * HTML with nothing left but the elements and attributes a story may have: no scripts, styles, handlers, frames
 * of unknown hosts, and no address that is not http, https, mailto or relative.
 *
 * Throws 422 `INVALID_INPUT`, code `TOO_DEEP`, when more than `MAX_DEPTH` elements are open at once: the parser
 * searches its stack of open elements at every tag, so without a bound it takes quadratic time.
 */
export function sanitiseHtml(html: string, passedOver?: PassedOver): string {
  let depth = 0;
  const watch = passedOver && new LossWatch(new Set(ALLOWED), passedOver);
  return sanitizeHtml(html, {
    ...OPTIONS,
    onOpenTag: (name, attributes) => {
      depth += 1;
      watch?.open(name, attributes, depth);
      if (depth > MAX_DEPTH) {
        throw invalidBody(
          'TOO_DEEP',
          `More than ${MAX_DEPTH} elements stand inside each other or are never closed.`,
        );
      }
    },
    onCloseTag: () => {
      watch?.close(depth);
      depth -= 1;
    },
  });
}
