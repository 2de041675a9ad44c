import { text } from '../platform/http/query.js';

/** What both transports take of an address. */
export const RESOLVE_PARAMETERS = {
  url: text({ description: 'An address of the site, a path on it, or a short link.', max: 2_000 }),
} as const;
