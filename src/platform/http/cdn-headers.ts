/** Browsers, and caches that nobody tells of changes, keep an answer this many seconds. */
const UNTOLD_MAX_AGE = 5;

/** `Cache-Control` of what is the same for everyone, where nothing more is known. */
export const PUBLIC = `public, max-age=${UNTOLD_MAX_AGE}`;

export interface CdnTerms {
  /** When the clock makes the answer another one; null when that is not planned. May have begun already. */
  readonly secondsToNextTurn: number | null;
  /** Whether there is a cache in front that is told of changes. */
  readonly hasPurgeTarget: boolean;
  /** Seconds that such a cache may keep an answer. */
  readonly cdnMaxAge: number;
}

/**
 * How long an answer that is the same for everyone may be kept.
 *
 * The long time is said in `Surrogate-Control` and not as `s-maxage`, which speaks to every shared cache on the way,
 * also to those that are not told of changes. It is for the cache next to this API, which takes it out again. Neither
 * time reaches beyond the next turn of the clock.
 */
export function cdnHeaders({
  secondsToNextTurn,
  hasPurgeTarget,
  cdnMaxAge,
}: CdnTerms): Record<string, string> {
  const left = Math.max(0, Math.floor(secondsToNextTurn ?? Number.POSITIVE_INFINITY));
  const headers = { 'cache-control': `public, max-age=${Math.min(UNTOLD_MAX_AGE, left)}` };
  if (!hasPurgeTarget) return headers;
  return { ...headers, 'surrogate-control': `max-age=${Math.min(cdnMaxAge, left)}` };
}
