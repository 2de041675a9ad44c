import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const accessErrorCodes: readonly ErrorCode[] = [
  { code: 'API_KEY_NOT_FOUND', status: 404, title: 'No such key', meaning: 'There is no key with this id.' },
];

export const apiKeyNotFound = (): DomainError =>
  new DomainError('API_KEY_NOT_FOUND', 404, 'There is no key with this id.');

const REALM = 'Bearer realm="broadsheet"';

/** 401, with the challenge that goes with it (RFC 9110, section 15.5.2; RFC 6750, section 3). */
export const unauthenticated = (detail: string, error?: 'invalid_token'): DomainError =>
  new DomainError('UNAUTHENTICATED', 401, detail, {
    headers: { 'WWW-Authenticate': error ? `${REALM}, error="${error}"` : REALM },
  });

/** 403, with the scope that is missing (RFC 6750, section 3.1). */
export const forbidden = (scope: string): DomainError =>
  new DomainError('FORBIDDEN', 403, `This needs the scope ${scope}.`, {
    headers: { 'WWW-Authenticate': `${REALM}, error="insufficient_scope", scope="${scope}"` },
  });
