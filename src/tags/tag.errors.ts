import { DomainError, unknownReference } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const MEANING = 'There is no tag with this slug, or none that a visible story has.';

export const tagErrorCodes: readonly ErrorCode[] = [
  { code: 'TAG_NOT_FOUND', status: 404, title: 'No such tag', meaning: MEANING },
];

export const tagNotFound = (): DomainError => new DomainError('TAG_NOT_FOUND', 404, MEANING);

/** 422 for a tag to merge into that is not there. */
export const unknownTag = (): DomainError =>
  unknownReference('/into', 'TAG_NOT_FOUND', 'There is no tag with this slug.');

/** 422 for a tag to merge into that is the tag itself. */
export const sameTag = (): DomainError =>
  unknownReference('/into', 'INVALID', 'A tag cannot be merged into itself.');
