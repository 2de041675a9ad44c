import { DomainError, invalidParameter } from '../api/errors.js';
import { parseUrl } from './parse-url.js';

/** The longest request target that is answered, in bytes. */
export const MAX_URL_BYTES = 8192;

/** The same for a path that takes long lists of ids. */
export const LONG_URL_BYTES = 24_576;

/** A target as path and query, also when it came with scheme and host (absolute form: RFC 9112, section 3.2.2). */
export const originForm = (target: string): string =>
  target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '');

/** The path of a request target, without its query. */
export function pathOf(target: string | undefined): string {
  if (target === undefined) return '/';
  const local = originForm(target);
  const end = local.indexOf('?');
  return end === -1 ? local : local.slice(0, end);
}

/**
 * What is wrong with a request target, if anything: too long (414), a percent-encoding that is not valid UTF-8 (400)
 * or a NUL in the path (400), which no text column can hold. The router decodes queries leniently, so that a
 * malformed `%zz` and a well-formed `%25zz` look the same afterwards: only here can they be told apart.
 */
export function targetFault(target: string, maxBytes = MAX_URL_BYTES): DomainError | undefined {
  if (target.length > maxBytes) {
    return new DomainError('URL_TOO_LONG', 414, `The URL is longer than ${maxBytes} bytes.`);
  }
  if (!target.includes('%')) return undefined;
  const path = pathOf(target);
  const query = originForm(target).slice(path.length);
  if (path.includes('%00')) return invalidParameter('path', 'The path contains a NUL character.');
  try {
    decodeURIComponent(path);
  } catch {
    return invalidParameter('path', 'The path contains a malformed percent-encoding.');
  }
  try {
    decodeURIComponent(query);
  } catch {
    return invalidParameter('query', 'The query contains a malformed percent-encoding.');
  }
  return undefined;
}

/** What of a request makes its address; the scheme and the host are a trusted proxy's where there is one. */
export interface RequestAddress {
  readonly protocol: string;
  readonly host: string;
  readonly url: string;
}

/** 400 for a request whose Host and target make no URL together (RFC 9110, section 7.1). */
export function addressFault({ protocol, host, url }: RequestAddress): DomainError | undefined {
  if (parseUrl(url, `${protocol}://${host}/`)) return undefined;
  return new DomainError(
    'BAD_REQUEST',
    400,
    'The Host header and the target of the request make no address.',
  );
}

/** Paths of one kind: whole ones, and patterns of them. */
export type PathPatterns = readonly (string | RegExp)[];

export const isAmong = (patterns: PathPatterns, path: string): boolean =>
  patterns.some((pattern) => (typeof pattern === 'string' ? pattern === path : pattern.test(path)));
