import { accountOf, type Viewer } from '../platform/api/viewer.js';
import { addressKey } from '../platform/http/rate-limit.js';
import type { KeyRing } from '../platform/secrets/key-ring.js';

/**
 * What tells a reader of one comment from the others: an HMAC of the comment and of who is signed in, else of the address,
 * since a browser can call itself anything. The same reader is another value on every comment, so that what is kept
 * traces nobody.
 */
export function readerOf(ring: KeyRing, commentId: string, viewer: Viewer): Buffer {
  const who = accountOf(viewer) ?? addressKey(viewer.address);
  return ring.index('comment-reader', JSON.stringify([commentId.toLowerCase(), who]));
}
