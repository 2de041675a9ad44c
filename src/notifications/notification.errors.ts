import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const notificationErrorCodes: readonly ErrorCode[] = [
  {
    code: 'NOTIFICATION_NOT_FOUND',
    status: 404,
    title: 'No such e-mail',
    meaning: 'No e-mail that asks for confirmation had this token, or what it was about was erased.',
  },
];

export const notificationNotFound = (): DomainError =>
  new DomainError('NOTIFICATION_NOT_FOUND', 404, 'No e-mail that asks for confirmation had this token.');
