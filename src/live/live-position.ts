import { invalidParameter } from '../platform/api/errors.js';

/** How far somebody has followed what happens. */
export interface LivePosition {
  /** Sequence number in the change log. */
  readonly change: number;
  /** Place in the log of readers' activity up to which nothing was missed. */
  readonly activity: number;
}

/** As clients keep it, and send it back in `Last-Event-ID`. */
export const positionText = ({ change, activity }: LivePosition): string => `${change}-${activity}`;

/** @throws DomainError INVALID_PARAMETER for what is not a position */
export function readPosition(text: string): LivePosition {
  const [, change, activity] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  if (change === undefined) {
    throw invalidParameter('Last-Event-ID', 'Last-Event-ID is not one that this API gave.');
  }
  return { change: Number(change), activity: Number(activity) };
}
