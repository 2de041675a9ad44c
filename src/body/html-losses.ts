import { embedOfPlayer } from './embeds.js';
import type { Attributes } from './html-captures.js';
import { DROPPED_WITH_CONTENT } from './html-elements.js';
import { absoluteUrl, linkHref, mediaUrl } from './url.js';

/**
 * Hears of what a conversion of HTML passes over, so that an import can say what was lost:
 * - `element`: an element without a counterpart; its text stays unless it is one that goes with its content
 * - `link`: a link that may not stand in a story or not where it stood; its text or picture stays
 * - `image`, `media`, `frame`: a picture, a recording or a frame of another site that is left out
 *
 * `name` is the element's name, the kind of address or the place that was at fault, or the frame's host.
 */
export type PassedOver = (kind: 'element' | 'link' | 'image' | 'media' | 'frame', name: string) => void;

const DROPPED: ReadonlySet<string> = new Set(DROPPED_WITH_CONTENT);

/** Tells of each element as it comes into the sanitiser, which is the last to see what it takes away. */
export class LossWatch {
  /** Depth of the element that is dropped with all that is in it; 0 outside of one. */
  private droppedAt = 0;

  constructor(
    private readonly known: ReadonlySet<string>,
    private readonly passedOver: PassedOver,
  ) {}

  open(name: string, attributes: Attributes, depth: number): void {
    if (this.droppedAt > 0) return;
    if (!this.known.has(name)) this.passedOver('element', name);
    if (DROPPED.has(name)) this.droppedAt = depth;
    this.look(name, attributes);
  }

  /** @param depth of the element that ends */
  close(depth: number): void {
    if (depth <= this.droppedAt) this.droppedAt = 0;
  }

  private look(name: string, attributes: Attributes): void {
    const address = attributes[name === 'a' ? 'href' : 'src']?.trim();
    if (!address) return;
    if (name === 'a') {
      if (linkHref(address) === null) this.passedOver('link', schemeOf(address));
    } else if (name === 'img') {
      if (mediaUrl(address) === null) this.passedOver('image', schemeOf(address));
    } else if (name === 'video' || name === 'audio' || name === 'source') {
      if (absoluteUrl(address) === null) this.passedOver('media', schemeOf(address));
    } else if (name === 'iframe') {
      const url = absoluteUrl(address);
      if (url === null || embedOfPlayer(url) === null) this.passedOver('frame', hostOf(url));
    }
  }
}

/** The scheme of an address that was refused, such as `javascript:`; many have none. */
const schemeOf = (address: string): string => /^[a-z][a-z\d+.-]{0,20}:/i.exec(address)?.[0] ?? 'relative';

const hostOf = (url: string | null): string => (url === null ? 'unknown' : new URL(url).host);
