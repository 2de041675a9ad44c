import { DomainError } from '../platform/api/errors.js';

/** 401, with the challenge that goes with it (RFC 9110, section 15.5.2; RFC 6750, section 3). */
export const unauthenticated = (detail: string): DomainError =>
  new DomainError('UNAUTHENTICATED', 401, detail, {
    headers: { 'WWW-Authenticate': 'Bearer realm="broadsheet"' },
  });
