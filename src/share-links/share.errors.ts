import { DomainError, invalidInput } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const MEANING = 'There is no such short link, its time is over, or its story is not published.';

export const shareErrorCodes: readonly ErrorCode[] = [
  { code: 'SHARE_CODE_NOT_FOUND', status: 404, title: 'No such short link', meaning: MEANING },
  {
    code: 'TOO_MANY_SHARE_CODES',
    status: 409,
    title: 'Too many short links',
    meaning: 'The story has as many short links as it can have at a time.',
  },
];

/** 404 for a code that was never given, and just the same for one whose story readers may not see. */
export const shareCodeNotFound = (): DomainError => new DomainError('SHARE_CODE_NOT_FOUND', 404, MEANING);

export const tooManyCodes = (most: number): DomainError =>
  new DomainError(
    'TOO_MANY_SHARE_CODES',
    409,
    `A story has at most ${most.toLocaleString('en')} short links.`,
  );

/** 422 for the link that a story always has, which others have copied long ago. */
export const usualCode = (): DomainError =>
  invalidInput([
    {
      pointer: '/code',
      code: 'INVALID',
      detail: 'This is the usual link of the story; only links of campaigns end.',
    },
  ]);
