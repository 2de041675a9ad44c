import { listParameters } from '../platform/api/list-query.js';
import { bool } from '../platform/http/query.js';

/** Parameters of every feed. */
export const FEED_PARAMETERS = {
  limit: listParameters.limit,
  after: listParameters.after,
  login: bool({
    description:
      'Whether a caller without a key is asked for one (401, `Basic`): many readers send a password only then.',
    default: false,
  }),
} as const;

/** Codes of what can be wrong with them. */
export const FEED_ERRORS = ['UNAUTHENTICATED', 'INVALID_CURSOR', 'CURSOR_MISMATCH'] as const;
