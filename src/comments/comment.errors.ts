import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const commentErrorCodes: readonly ErrorCode[] = [
  {
    code: 'COMMENT_NOT_FOUND',
    status: 404,
    title: 'No such comment',
    meaning: 'There is no such comment, or it is not public.',
  },
  {
    code: 'COMMENT_TOKEN_INVALID',
    status: 403,
    title: 'Not the token of this comment',
    meaning: 'Only with the token that came with a comment can it be changed or deleted.',
  },
  {
    code: 'COMMENT_EDIT_CLOSED',
    status: 409,
    title: 'Too late to change the comment',
    meaning: 'The time in which its author may change a comment is over. It can still be deleted.',
  },
];

/** 404 for a comment that does not exist, and just the same for one that readers may not see. */
export const commentNotFound = (): DomainError =>
  new DomainError('COMMENT_NOT_FOUND', 404, 'There is no such comment, or it is not public.');

/** 403 for whoever is not the author of a comment that readers see. */
export const commentTokenInvalid = (): DomainError =>
  new DomainError('COMMENT_TOKEN_INVALID', 403, 'This is not the token of the comment.');

/** 409 for an author who comes too late. */
export const commentEditClosed = (): DomainError =>
  new DomainError('COMMENT_EDIT_CLOSED', 409, 'The time to change this comment is over.');
