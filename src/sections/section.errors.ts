import { DomainError, unknownReference } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

const CYCLE = 'A section cannot stand below itself, or below one that stands below it.';

export const sectionErrorCodes: readonly ErrorCode[] = [
  {
    code: 'SECTION_NOT_FOUND',
    status: 404,
    title: 'No such section',
    meaning: 'There is no section with this slug.',
  },
  { code: 'SECTION_CYCLE', status: 422, title: 'Section below itself', meaning: CYCLE },
  {
    code: 'SECTION_IN_USE',
    status: 409,
    title: 'Section in use',
    meaning:
      'Stories, sections or sponsor slots stand in the section: `moveTo` must say where they go. Or it was agreed with a partner that it may have its stories: then the partner has to be changed first.',
  },
];

export const sectionNotFound = (): DomainError =>
  new DomainError('SECTION_NOT_FOUND', 404, 'There is no section with this slug.');

/** 422 for a part of an input that names no section. */
export const unknownSection = (pointer: string): DomainError =>
  unknownReference(pointer, 'SECTION_NOT_FOUND', 'There is no section with this slug.');

export const sectionCycle = (pointer: string): DomainError =>
  new DomainError('SECTION_CYCLE', 422, CYCLE, {
    errors: [{ pointer, code: 'SECTION_CYCLE', detail: CYCLE }],
  });

/** What a partner may have is for an admin to say, and does not follow from where stories go. */
export const sectionAgreed = (): DomainError =>
  new DomainError(
    'SECTION_IN_USE',
    409,
    'It was agreed with a partner that it may have the stories of this section. Change the partner first.',
  );

export const sectionInUse = (): DomainError =>
  new DomainError(
    'SECTION_IN_USE',
    409,
    'Stories, sections or sponsor slots stand in this section. Say with moveTo which section they go to.',
  );
