import { instant } from '../http/query.js';
import { forbidden, unauthenticated } from './errors.js';
import { may, type Viewer, type ViewerClass, viewerClass } from './viewer.js';

export const AS_OF = 'What readers will see at this time, for editors (`content:write`).';

/** `asOf=`: the site as readers will see it then. */
export const asOfParameter = instant({ description: AS_OF }).optional();

/**
 * For whom an answer is made when it may be asked for as of another time.
 * @throws DomainError UNAUTHENTICATED, FORBIDDEN when somebody else asks
 */
export function viewerAt(viewer: Viewer, asOf: Date | string | null | undefined): ViewerClass {
  if (asOf && !may(viewer, 'content:write')) {
    throw viewer.key === null ? unauthenticated('asOf needs a key.') : forbidden('content:write');
  }
  return viewerClass(viewer, asOf ? new Date(asOf) : null);
}
