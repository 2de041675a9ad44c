import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const accessErrorCodes: readonly ErrorCode[] = [
  { code: 'API_KEY_NOT_FOUND', status: 404, title: 'No such key', meaning: 'There is no key with this id.' },
];

export const apiKeyNotFound = (): DomainError =>
  new DomainError('API_KEY_NOT_FOUND', 404, 'There is no key with this id.');
