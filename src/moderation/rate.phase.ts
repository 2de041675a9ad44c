import { canonicalEmail } from '../platform/secrets/email-index.js';
import { accountOf } from '../platform/api/viewer.js';
import { networkOf } from '../platform/http/network.js';
import type { RateLimits } from '../platform/http/rate-limit.js';
import { PASS, type Phase } from './phase.js';

/** Comments that one reader may send in a window, in seconds, from wherever. */
const READER_RATE = { limit: 30, window: 60 } as const;
/** The same of all readers of a /24 or /48, which may be a school or a mobile network. */
const NETWORK_RATE = { limit: 120, window: 60 } as const;

/** How many comments readers may send; one address is limited before it comes to moderation. */
export const rate = (limits: RateLimits): Phase => ({
  name: 'rate',
  async judge({ kind, email, viewer }) {
    if (kind === 'edit') return PASS;
    const reader = accountOf(viewer) ?? canonicalEmail(email);
    await limits.consume('comments-of-reader', reader, READER_RATE.limit, READER_RATE.window);
    const network = networkOf(viewer.address) ?? '';
    await limits.consume('comments-of-network', network, NETWORK_RATE.limit, NETWORK_RATE.window);
    return PASS;
  },
});
