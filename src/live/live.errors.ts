import { DomainError } from '../platform/api/errors.js';
import type { ErrorCode } from '../platform/http/error-codes.js';

export const liveErrorCodes: readonly ErrorCode[] = [
  {
    code: 'SUBSCRIBER_TOO_SLOW',
    status: 429,
    title: 'Subscriber too slow',
    meaning: 'More events waited for the subscriber than are kept; subscribe again and read what was missed.',
  },
  {
    code: 'TOO_MANY_STREAMS',
    status: 429,
    title: 'Too many streams',
    meaning: 'The caller follows as many streams at once as one address may; end one first.',
  },
];

/** The end of a subscription whose events are not taken as fast as they come. */
export const subscriberTooSlow = (waiting: number): DomainError =>
  new DomainError(
    'SUBSCRIBER_TOO_SLOW',
    429,
    `More than ${waiting} events waited. Subscribe again and read what was missed.`,
  );

/** 429: one address follows no more than so many streams at once. */
export const tooManyStreams = (most: number): DomainError =>
  new DomainError('TOO_MANY_STREAMS', 429, `One address may follow ${most} streams at once.`, {
    headers: { 'Retry-After': '10' },
  });

/** 503: this process can follow no more, or is about to end. */
export const noStreamsLeft = (detail: string): DomainError =>
  new DomainError('UNAVAILABLE', 503, detail, { headers: { 'Retry-After': '5' } });

/** 400: the id of no change. */
export const notAChange = (): DomainError =>
  new DomainError('INVALID_CURSOR', 400, 'after is not the id of a change.', {
    errors: [
      { pointer: 'after', code: 'INVALID_CURSOR', detail: 'Use the id of the last change, unchanged.' },
    ],
  });

/** 410: more happened since than is given again. */
export const missedTooMuch = (): DomainError =>
  new DomainError(
    'CURSOR_EXPIRED',
    410,
    'More happened since than is given again: read anew what you show.',
    {
      errors: [{ pointer: 'after', code: 'CURSOR_EXPIRED', detail: 'Subscribe without it.' }],
    },
  );
