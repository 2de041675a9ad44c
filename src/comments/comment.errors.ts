import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const commentErrorCodes: readonly ErrorCode[] = [
  {
    code: 'COMMENT_NOT_FOUND',
    status: 404,
    title: 'No such comment',
    meaning: 'There is no such comment, or it is not public.',
  },
];

/** 404 for a comment that does not exist, and just the same for one that readers may not see. */
export const commentNotFound = (): DomainError =>
  new DomainError('COMMENT_NOT_FOUND', 404, 'There is no such comment, or it is not public.');
