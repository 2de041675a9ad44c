import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const syndicationErrorCodes: readonly ErrorCode[] = [
  {
    code: 'CURSOR_EXPIRED',
    status: 410,
    title: 'Cursor expired',
    meaning:
      'What changed since the cursor is not kept any more, or what you may have is another since; start again without one.',
  },
];

const expired = (detail: string): DomainError =>
  new DomainError('CURSOR_EXPIRED', 410, detail, {
    errors: [{ pointer: 'after', code: 'CURSOR_EXPIRED', detail: 'Start again without a cursor.' }],
  });

/** 410: the log was cut behind the cursor. */
export const cursorTooOld = (days: number): DomainError =>
  expired(`Changes are kept for ${days} days, and the cursor is older.`);

/** 410: the partner may have other stories than when the cursor was given. */
export const rightsChanged = (): DomainError =>
  expired('What you may have changed since the cursor was given.');
