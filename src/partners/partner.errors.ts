import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const NOT_FOUND = 'There is no partner with this id, or it is not yours to see.';

export const partnerErrorCodes: readonly ErrorCode[] = [
  { code: 'PARTNER_NOT_FOUND', status: 404, title: 'No such partner', meaning: NOT_FOUND },
];

export const partnerNotFound = (): DomainError => new DomainError('PARTNER_NOT_FOUND', 404, NOT_FOUND);
