import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const accessErrorCodes: readonly ErrorCode[] = [
  { code: 'API_KEY_NOT_FOUND', status: 404, title: 'No such key', meaning: 'There is no key with this id.' },
  {
    code: 'QUOTA_EXCEEDED',
    status: 429,
    title: 'Quota exceeded',
    meaning: 'The partner has made as many requests today (UTC) as were agreed.',
  },
];

export const apiKeyNotFound = (): DomainError =>
  new DomainError('API_KEY_NOT_FOUND', 404, 'There is no key with this id.');

/** 429 until the day is over. */
export const quotaExceeded = (quota: number, secondsLeft: number): DomainError =>
  new DomainError('QUOTA_EXCEEDED', 429, `${quota} requests a day were agreed, and they are made.`, {
    headers: { 'Retry-After': String(secondsLeft) },
  });
