import { DomainError } from '../platform/api/errors.js';

export const searchBusy = (): DomainError =>
  new DomainError('UNAVAILABLE', 503, 'Too many searches wait for their turn. Try again later.', {
    headers: { 'Retry-After': '2' },
  });
