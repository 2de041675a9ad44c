import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const sectionErrorCodes: readonly ErrorCode[] = [
  {
    code: 'SECTION_NOT_FOUND',
    status: 404,
    title: 'No such section',
    meaning: 'There is no section with this slug.',
  },
];

export const sectionNotFound = (): DomainError =>
  new DomainError('SECTION_NOT_FOUND', 404, 'There is no section with this slug.');
