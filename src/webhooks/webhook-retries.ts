const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After which a delivery that was not taken is tried again; the last wait is repeated. */
const WAITS = [
  ...[5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  ...[1 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR],
] as const;
/** A delivery is given up, and a webhook that takes none disabled, after this time. */
export const PATIENCE_MS = 72 * HOUR;
const LONGEST_ASKED = 1 * HOUR;
const JITTER = 0.2;

/**
 * Milliseconds until the next attempt.
 * @param attempts how many there were
 * @param asked what `Retry-After` asked for, in milliseconds; honoured up to an hour
 * @param chance from 0 to 1
 */
export function waitAfter(attempts: number, asked: number | null, chance: number): number {
  const wait = WAITS[Math.min(attempts, WAITS.length) - 1] ?? WAITS[0];
  const spread = wait * (1 - JITTER + 2 * JITTER * chance);
  return Math.round(asked === null ? spread : Math.max(spread, Math.min(asked, LONGEST_ASKED)));
}

/** What `Retry-After` (RFC 9110, section 10.2.3) asks for, in milliseconds; null for what is none. */
export function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * SECOND;
  const time = header.endsWith(' GMT') ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? null : Math.max(0, time - now);
}
