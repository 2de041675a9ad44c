import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const MEANING = 'There is no author with this slug, or none that a visible story has.';

export const authorErrorCodes: readonly ErrorCode[] = [
  { code: 'AUTHOR_NOT_FOUND', status: 404, title: 'No such author', meaning: MEANING },
];

export const authorNotFound = (): DomainError => new DomainError('AUTHOR_NOT_FOUND', 404, MEANING);
