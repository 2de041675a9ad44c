import { lineOfHtml } from '../markup/html-text.js';
import type { ReadItem } from './ninjs.reader.js';

/**
 * How an item may be used: the strictest of what it says itself and what the collections say that it came in. What
 * cannot be understood is a restriction all the same.
 */
export interface UsageTerms {
  readonly pubStatus: PubStatus;
  /** When the last embargo ends; null for none. */
  readonly embargo: Date | null;
  /** Whether there is an embargo of which nobody can tell when it ends. */
  readonly isEmbargoUnreadable: boolean;
  /** In words; null for none. */
  readonly terms: string | null;
}

/** From the loosest to the strictest. `unknown` is what ninjs has no word for. */
const STATUSES = ['usable', 'unknown', 'withheld', 'canceled'] as const;
export type PubStatus = (typeof STATUSES)[number];

/** RFC 3339. Without an offset an instant could be any within a day. */
const INSTANT = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)$/;

export function termsOf({ item, holders }: ReadItem): UsageTerms {
  const all = [...holders, item];
  const given = (...names: string[]): unknown[] => all.flatMap((one) => one.given(...names));
  const ends = given('embargoed', 'embargoeduntil').map(instantOf);
  const known = ends.filter((end) => end !== null).map(Number);
  const statuses = given('pubstatus').map((status) => STATUSES.indexOf(statusOf(status)));
  const terms = given('usageterms').map((text) =>
    typeof text === 'string' ? lineOfHtml(text) || UNREADABLE : UNREADABLE,
  );
  return {
    pubStatus: STATUSES[Math.max(0, ...statuses)] as PubStatus,
    embargo: known.length > 0 ? new Date(Math.max(...known)) : null,
    isEmbargoUnreadable: known.length < ends.length,
    terms: [...new Set(terms)].join(' ') || null,
  };
}

const UNREADABLE = '(not readable)';

function instantOf(value: unknown): Date | null {
  const text = typeof value === 'string' ? value.trim() : '';
  const date = new Date(INSTANT.test(text) ? text : Number.NaN);
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9_999 ? date : null;
}

function statusOf(value: unknown): PubStatus {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return STATUSES.find((status) => status === text) ?? 'unknown';
}
