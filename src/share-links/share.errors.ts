import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const MEANING = 'There is no such short link, or its story is not published.';

export const shareErrorCodes: readonly ErrorCode[] = [
  { code: 'SHARE_CODE_NOT_FOUND', status: 404, title: 'No such short link', meaning: MEANING },
];

/** 404 for a code that was never given, and just the same for one whose story readers may not see. */
export const shareCodeNotFound = (): DomainError => new DomainError('SHARE_CODE_NOT_FOUND', 404, MEANING);
