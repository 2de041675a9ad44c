import { DomainError, unknownReference } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const MEANING = 'There is no author with this slug, or none that a visible story has.';

export const authorErrorCodes: readonly ErrorCode[] = [
  { code: 'AUTHOR_NOT_FOUND', status: 404, title: 'No such author', meaning: MEANING },
  {
    code: 'AUTHOR_IN_USE',
    status: 409,
    title: 'Author in use',
    meaning: 'Stories are signed by the author: `moveTo` must say who signs them from now on.',
  },
];

export const authorNotFound = (): DomainError => new DomainError('AUTHOR_NOT_FOUND', 404, MEANING);

/** 422 for a part of an input that names no author. */
export const unknownAuthor = (pointer: string): DomainError =>
  unknownReference(pointer, 'AUTHOR_NOT_FOUND', 'There is no author with this slug.');

/** 422 for a portrait that is not there. */
export const unknownAvatar = (): DomainError =>
  unknownReference('/avatar', 'INVALID', 'There is no picture with this id.');

export const authorInUse = (): DomainError =>
  new DomainError(
    'AUTHOR_IN_USE',
    409,
    'Stories are signed by this author. Say with moveTo which author signs them from now on.',
  );
