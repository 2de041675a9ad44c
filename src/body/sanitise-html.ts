import sanitizeHtml from 'sanitize-html';
import { invalidBody } from './body-limits.js';
import { EMBED_HOSTS } from './embeds.js';
import {
  CONTAINERS,
  DECORATOR_OF,
  DROPPED_WITH_CONTENT,
  HEADING_STYLE_OF,
  STRUCTURE,
} from './html-elements.js';

/** Most elements that may be open at once. */
const MAX_DEPTH = 256;

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [...STRUCTURE, ...CONTAINERS, ...DECORATOR_OF.keys(), ...HEADING_STYLE_OF.keys()],
  allowedAttributes: {
    a: ['href'],
    img: ['src', 'alt', 'width', 'height'],
    iframe: ['src', 'title'],
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
export function sanitiseHtml(html: string): string {
  let depth = 0;
  return sanitizeHtml(html, {
    ...OPTIONS,
    onOpenTag: () => {
      depth += 1;
      if (depth > MAX_DEPTH) {
        throw invalidBody(
          'TOO_DEEP',
          `More than ${MAX_DEPTH} elements stand inside each other or are never closed.`,
        );
      }
    },
    onCloseTag: () => {
      depth -= 1;
    },
  });
}
