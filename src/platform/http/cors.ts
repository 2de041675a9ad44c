import type { IncomingHttpHeaders } from 'node:http';
import { isAmong, type PathPatterns } from './target.js';

/**
 * Cross-origin rules (the Fetch standard, section 3.3). Anonymous reads are open to every origin, without
 * credentials; everything else is open to the listed origins.
 *
 * Written out here because `@fastify/cors` adds `Vary: Origin` as soon as its answer depends on the request, and that
 * would split every shared cache by origin although the answer to an anonymous read is always the same `*`.
 */
export interface CorsPolicy {
  /** Origins that may write and send credentials, such as `https://www.example.org`; `*` for all of them. */
  readonly origins: readonly string[];
  /** Paths whose POST is open to anonymous callers of every origin: a GraphQL endpoint, a reader's comment. */
  readonly openPostPaths?: PathPatterns;
  /** The same of PATCH and DELETE: what a token in a header is asked for, such as a reader's own comment. */
  readonly openEditPaths?: PathPatterns;
}

export interface CorsRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

const EDITS: ReadonlySet<string> = new Set(['PATCH', 'DELETE']);
const EXPOSED = 'ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, Broadsheet-After';

/** The CORS headers of every answer to an anonymous read. Never depend on the request, so caches may keep them. */
export const OPEN_CORS_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': EXPOSED,
};

/** Two hours: the most that Chromium keeps a preflight answer. */
const PREFLIGHT_MAX_AGE_SECONDS = '7200';

/** The CORS headers of the answer to a request that is not a preflight. */
export function corsHeaders(request: CorsRequest, policy: CorsPolicy): Readonly<Record<string, string>> {
  const isOpen = isOpenMethod(request.method, request.path, policy);
  if (isOpen && request.headers.authorization === undefined) return OPEN_CORS_HEADERS;
  return listedOriginHeaders(request.headers.origin, policy);
}

/** Whether an OPTIONS request is a preflight: it has both an `Origin` and the method that is to follow. */
export const isPreflight = (headers: IncomingHttpHeaders): boolean =>
  headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** The headers of the answer to a preflight. Without `Access-Control-Allow-Origin` the browser refuses the call. */
export function preflightHeaders(request: CorsRequest, policy: CorsPolicy): Readonly<Record<string, string>> {
  const method = request.headers['access-control-request-method'] ?? '';
  const asked = request.headers['access-control-request-headers'] ?? '';
  const names = asked.split(',').map((name) => name.trim().toLowerCase());
  const isOpen = isOpenMethod(method, request.path, policy) && !names.includes('authorization');
  const allowed = isOpen ? OPEN_CORS_HEADERS : listedOriginHeaders(request.headers.origin, policy);
  return {
    ...allowed,
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    'access-control-allow-methods': isOpen
      ? `GET, HEAD, ${EDITS.has(method) ? 'PATCH, DELETE' : 'POST'}`
      : 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'access-control-max-age': PREFLIGHT_MAX_AGE_SECONDS,
    // A wildcard would not cover Authorization, so the names that were asked for are given back.
    ...(/^[\w!#$%&'*+.^`|~, -]{1,1000}$/.test(asked) ? { 'access-control-allow-headers': asked } : {}),
  };
}

function isOpenMethod(method: string, path: string, policy: CorsPolicy): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  if (EDITS.has(method)) return isAmong(policy.openEditPaths ?? [], path);
  if (method !== 'POST') return false;
  return isAmong(policy.openPostPaths ?? [], path);
}

function listedOriginHeaders(
  origin: string | undefined,
  policy: CorsPolicy,
): Readonly<Record<string, string>> {
  if (policy.origins.includes('*')) return OPEN_CORS_HEADERS;
  if (origin === undefined || !policy.origins.includes(origin)) return { vary: 'Origin' };
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED, vary: 'Origin' };
}
