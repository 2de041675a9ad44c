import { listParameters } from '../platform/api/list-query.js';

/** Parameters of every feed. */
export const FEED_PARAMETERS = { limit: listParameters.limit, after: listParameters.after } as const;

/** Codes of what can be wrong with `after`. */
export const CURSOR_ERRORS = ['INVALID_CURSOR', 'CURSOR_MISMATCH'] as const;
