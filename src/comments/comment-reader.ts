import type { Viewer } from '../platform/api/viewer.js';
import { addressKey } from '../platform/http/rate-limit.js';
import type { KeyRing } from '../platform/secrets/key-ring.js';

/** A reader who does something with a comment. */
export interface Reader {
  readonly viewer: Viewer;
  /** `User-Agent` of the request; empty when there is none. */
  readonly agent: string;
}

/**
 * What tells a reader of one comment from the others: an HMAC of the comment and of who is signed in, else of address
 * and browser. The same reader is another value on every comment, so that what is kept traces nobody.
 */
export function readerOf(ring: KeyRing, commentId: string, { viewer, agent }: Reader): Buffer {
  const who = viewer.key === null ? [addressKey(viewer.address), agent] : [viewer.key];
  return ring.index('comment-reader', JSON.stringify([commentId.toLowerCase(), ...who]));
}
