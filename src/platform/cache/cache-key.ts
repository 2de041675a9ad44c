import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/**
 * Headers that make an answer the caller's own, or ask for another than readers get. A request with one of them goes
 * past the cache.
 */
const PERSONAL = ['authorization', 'preview-token', 'comment-token', 'broadsheet-after'] as const;

/** A GET with a body is answered, but not from memory: who sends one may hope to be given to others. */
export const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/** A host as every client writes it. Any other is looked at by those who refuse malformed ones. */
const PLAIN_HOST = /^(?:[\w.-]{1,255}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** The last one that makes an address. Callers come with the same few, and it takes long to find out. */
let sound = '';

function isSound(host = ''): boolean {
  if (host === sound) return host !== '';
  if (!PLAIN_HOST.test(host) || !URL.canParse(`http://${host}/`)) return false;
  sound = host;
  return true;
}

export const isAnonymous = (headers: IncomingHttpHeaders): boolean =>
  PERSONAL.every((name) => headers[name] === undefined) && isSound(headers.host);

/**
 * What tells the answer to a reader's GET from all others: path and query, its parameters in one order. Null where the
 * answer is not to be kept.
 * @param paths which paths have answers that are kept
 */
export function cacheKey({ method, url = '', headers }: IncomingMessage, paths: RegExp): string | null {
  if (
    (method !== 'GET' && method !== 'HEAD') ||
    !paths.test(url) ||
    !isAnonymous(headers) ||
    hasBody(headers)
  )
    return null;
  const start = url.indexOf('?');
  if (start === -1) return url;
  const query = url.slice(start + 1);
  return query.includes('&') ? `${url.slice(0, start)}?${query.split('&').sort().join('&')}` : url;
}
