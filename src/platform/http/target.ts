import { DomainError, invalidParameter } from '../api/errors.js';

/** The longest request target that is answered, in bytes. */
export const MAX_URL_BYTES = 8192;

/** The path of a request target, without its query. */
export function pathOf(target: string | undefined): string {
  if (target === undefined) return '/';
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

/**
 * What is wrong with a request target, if anything: too long (414), a percent-encoding that is not valid UTF-8 (400)
 * or a NUL in the path (400), which no text column can hold. The router decodes queries leniently, so that a
 * malformed `%zz` and a well-formed `%25zz` look the same afterwards: only here can they be told apart.
 */
export function targetFault(target: string): DomainError | undefined {
  if (target.length > MAX_URL_BYTES) {
    return new DomainError('URL_TOO_LONG', 414, `The URL is longer than ${MAX_URL_BYTES} bytes.`);
  }
  if (!target.includes('%')) return undefined;
  const path = pathOf(target);
  if (path.includes('%00')) return invalidParameter('path', 'The path contains a NUL character.');
  try {
    decodeURIComponent(path);
  } catch {
    return invalidParameter('path', 'The path contains a malformed percent-encoding.');
  }
  try {
    decodeURIComponent(target.slice(path.length));
  } catch {
    return invalidParameter('query', 'The query contains a malformed percent-encoding.');
  }
  return undefined;
}
