import { DomainError, type FieldError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const SPONSOR_NOT_FOUND = 'There is no sponsor with this slug or id.';
const SPONSOR_IN_USE = 'The sponsor has slots: they have to be deleted first.';
const PLACEMENT_NOT_FOUND = 'There is no sponsor slot with this id.';

export const placementErrorCodes: readonly ErrorCode[] = [
  { code: 'SPONSOR_NOT_FOUND', status: 404, title: 'No such sponsor', meaning: SPONSOR_NOT_FOUND },
  { code: 'SPONSOR_IN_USE', status: 409, title: 'Sponsor in use', meaning: SPONSOR_IN_USE },
  { code: 'PLACEMENT_NOT_FOUND', status: 404, title: 'No such sponsor slot', meaning: PLACEMENT_NOT_FOUND },
];

export const sponsorNotFound = (): DomainError =>
  new DomainError('SPONSOR_NOT_FOUND', 404, SPONSOR_NOT_FOUND);

export const sponsorInUse = (): DomainError => new DomainError('SPONSOR_IN_USE', 409, SPONSOR_IN_USE);

export const placementNotFound = (): DomainError =>
  new DomainError('PLACEMENT_NOT_FOUND', 404, PLACEMENT_NOT_FOUND);

/** A part of a slot that names nothing. */
export const unknownPart = (pointer: string, what: 'SPONSOR' | 'IMAGE'): FieldError => ({
  pointer,
  code: `${what}_NOT_FOUND`,
  detail: `There is no ${what === 'IMAGE' ? 'picture' : what.toLowerCase()} of this name.`,
});
