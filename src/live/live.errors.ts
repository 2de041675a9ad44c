import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const liveErrorCodes: readonly ErrorCode[] = [
  {
    code: 'SUBSCRIBER_TOO_SLOW',
    status: 429,
    title: 'Subscriber too slow',
    meaning: 'More events waited for the subscriber than are kept; subscribe again and read what was missed.',
  },
];

/** The end of a subscription whose events are not taken as fast as they come. */
export const subscriberTooSlow = (waiting: number): DomainError =>
  new DomainError(
    'SUBSCRIBER_TOO_SLOW',
    429,
    `More than ${waiting} events waited. Subscribe again and read what was missed.`,
  );
