import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const moderationErrorCodes: readonly ErrorCode[] = [
  {
    code: 'COMMENTS_CLOSED',
    status: 409,
    title: 'Comments are closed',
    meaning: 'The story takes no comments, or takes none any more.',
  },
];

/** 409 for a story that takes no comments. */
export const commentsClosed = (): DomainError =>
  new DomainError('COMMENTS_CLOSED', 409, 'The story takes no comments.');
