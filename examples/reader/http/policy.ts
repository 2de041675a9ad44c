/** Where a page may load from, beside the reader itself. */
export interface Sources {
  /** Address of the site: one by http may show pictures by http, as sites that moved in have them. */
  readonly siteUrl?: string;
  /** Origins of pictures; every https address is one already. */
  readonly pictures?: readonly string[];
  /** Origins of players, which are loaded when a reader wants them. */
  readonly players?: readonly string[];
}

/** The policy of one page (CSP level 3): no inline script or style, nothing from elsewhere but pictures and players. */
const contentSecurityPolicy = ({ siteUrl = '', pictures = [], players = [] }: Sources): string =>
  Object.entries({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'https:', ...(siteUrl.startsWith('http:') ? ['http:'] : []), ...pictures],
    'frame-src': players.length > 0 ? players : ["'none'"],
    'connect-src': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');

/** Security headers of every page. */
export const securityHeaders = (sources: Sources = {}): Record<string, string> => ({
  'content-security-policy': contentSecurityPolicy(sources),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), browsing-topics=()',
  // A form's Origin would be `null` without any referrer.
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-content-type-options': 'nosniff',
});
