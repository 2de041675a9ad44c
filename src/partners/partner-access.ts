import { isUuid } from '../platform/api/uuid.js';
import { may, type Viewer } from '../platform/api/viewer.js';
import { partnerNotFound } from './partner.errors.js';

/** How a partner may call itself. */
const ME = 'me';

/**
 * The partner that is asked for, in lower case. Partners see themselves alone.
 * @param reference an id, or `me`
 * @throws DomainError PARTNER_NOT_FOUND
 */
export function partnerAskedFor(viewer: Viewer, reference: string): string {
  const id = reference === ME ? (viewer.partner ?? '') : reference.toLowerCase();
  if (!isUuid(id) || !(may(viewer, 'admin') || id === viewer.partner)) throw partnerNotFound();
  return id;
}
