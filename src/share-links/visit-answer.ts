/** Browsers may follow a link again within half a minute without asking; nobody else keeps it. */
export const KEPT_BRIEFLY = 'private, max-age=30';

/** Programs that show what is behind a link get a page that says it. */
export const BY_AGENT = ['User-Agent'];

/** What leads a visitor on. */
export const REDIRECT_STATUS = 302;

/**
 * Headers of other answers that this one is without. A browser would hold the story's site to the policy for referrers,
 * which then did not hear where its readers come from (https://fetch.spec.whatwg.org, HTTP-redirect fetch); and there is
 * no content that a policy could be about.
 */
export const UNSAID: readonly string[] = [
  'referrer-policy',
  'content-security-policy',
  'x-content-type-options',
  'access-control-expose-headers',
];

/** Headers of the answer that leads a visitor on, beside those of every answer. */
export const redirectHeaders = (location: string): Record<string, string> => ({
  location,
  'cache-control': KEPT_BRIEFLY,
  vary: BY_AGENT.join(),
  'content-length': '0',
});

/** A short link as most requests have it. */
export interface Link {
  readonly code: string;
  readonly network: string | null;
  readonly query: string;
}

const LINK = /^\/s\/([^/?#%]+)(?:\/([^/?#%]+))?(?:\?([^#]*))?$/;

/** What a request's target says, when it is a short link in its usual form. */
export function linkIn(target: string): Link | null {
  const [, code, network = null, query = ''] = LINK.exec(target) ?? [];
  return code === undefined ? null : { code, network, query };
}

/** The parameters of a request's target, as they were sent. */
export const queryOf = (target: string): string => {
  const start = target.indexOf('?');
  return start === -1 ? '' : target.slice(start + 1);
};

/**
 * The target of a request for a short link without what is no percent-encoding, which networks leave when they cut an
 * address off: a parameter that has it is ignored, and a path that has it leads nowhere.
 */
export function mended(target: string): string {
  if (!target.includes('%') || isEncoded(target)) return target;
  const [path = '', ...rest] = target.split('?');
  const query = rest.join('?').split('&').filter(isEncoded).join('&');
  const known = isEncoded(path) ? path : '/s/-';
  return query === '' ? known : `${known}?${query}`;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
