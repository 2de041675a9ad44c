import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const MEANING = 'There is no tag with this slug, or none that a visible story has.';

export const tagErrorCodes: readonly ErrorCode[] = [
  { code: 'TAG_NOT_FOUND', status: 404, title: 'No such tag', meaning: MEANING },
];

export const tagNotFound = (): DomainError => new DomainError('TAG_NOT_FOUND', 404, MEANING);
