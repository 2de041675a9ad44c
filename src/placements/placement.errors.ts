import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const MEANING = 'There is no sponsor slot with this id.';

export const placementErrorCodes: readonly ErrorCode[] = [
  { code: 'PLACEMENT_NOT_FOUND', status: 404, title: 'No such sponsor slot', meaning: MEANING },
];

export const placementNotFound = (): DomainError => new DomainError('PLACEMENT_NOT_FOUND', 404, MEANING);
