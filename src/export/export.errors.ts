import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const exportErrorCodes: readonly ErrorCode[] = [
  {
    code: 'TOO_MANY_EXPORTS',
    status: 429,
    title: 'Too many exports',
    meaning: 'The caller reads as many exports at once as one key may; wait for the end of one.',
  },
];

/** Seconds. */
const RETRY_AFTER = { 'Retry-After': '30' };

/** 429: one key may read no more than so many exports at once. */
export const tooManyExports = (most: number): DomainError =>
  new DomainError('TOO_MANY_EXPORTS', 429, `One key may read ${most} exports at once.`, {
    headers: RETRY_AFTER,
  });

/** 503: this process serves no more exports for now. */
export const noExportsLeft = (): DomainError =>
  new DomainError('UNAVAILABLE', 503, 'As many exports are read as can be served.', { headers: RETRY_AFTER });

/** 400 INVALID_CURSOR: what an export is to go on after is not the id of a story. */
export const notAPlace = (): DomainError => {
  const detail = 'Use the id in the last whole line.';
  return new DomainError('INVALID_CURSOR', 400, 'after is not the id of a story.', {
    errors: [{ pointer: 'after', code: 'INVALID_CURSOR', detail }],
  });
};
