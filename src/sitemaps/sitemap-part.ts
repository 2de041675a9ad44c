/**
 * The parts that the sitemap is divided into. Which part a page of the site stands in follows from when it was
 * published and from its id alone, so what a part holds does not change as the site grows; only a month with very
 * many stories is divided further.
 */
export interface SitemapPart {
  readonly kind: 'stories' | 'sections' | 'authors';
  /** Month of publication (UTC), as `2026-11`; for stories. */
  readonly month: string | null;
  /** The bucket of so many that it is divided into. */
  readonly bucket: { readonly number: number; readonly of: number };
}

/** A part of so many entries is not divided. A sitemap may have 50,000 (https://www.sitemaps.org/protocol.html). */
const MOST_ENTRIES = 10_000;
/** Entries for each bucket on average; by chance some have a few hundred more. */
const BUCKET_ENTRIES = 8_000;
/** A bucket is told by one byte of the id. */
export const MOST_BUCKETS = 256;

const WHOLE = { number: 1, of: 1 };

/** The number of buckets for so many entries: a power of two, so that growth divides a bucket and moves nothing else. */
function bucketsFor(entries: number): number {
  if (entries <= MOST_ENTRIES) return 1;
  const wanted = 2 ** Math.ceil(Math.log2(entries / BUCKET_ENTRIES));
  return Math.min(MOST_BUCKETS, wanted);
}

/** The parts that hold so many entries of a kind. */
export function partsOf(kind: SitemapPart['kind'], month: string | null, entries: number): SitemapPart[] {
  const of = bucketsFor(entries);
  return Array.from({ length: of }, (_, index) => ({ kind, month, bucket: { number: index + 1, of } }));
}

/** `stories-2026-11`, `stories-2026-11-3-of-8`, `sections`, `authors`: the name of a part in its address. */
export function nameOfPart({ kind, month, bucket: { number, of } }: SitemapPart): string {
  return [kind, month, ...(of > 1 ? [number, 'of', of] : [])].filter((part) => part !== null).join('-');
}

const NAME =
  /^(stories|sections|authors)(?:-(\d{4}-(?:0[1-9]|1[0-2])))?(?:-([1-9]\d{0,2})-of-([1-9]\d{0,2}))?$/;

/** The part with this name, or null. */
export function readPartName(name: string): SitemapPart | null {
  const match = NAME.exec(name);
  if (!match) return null;
  const [, kind, month = null, number, of] = match;
  const bucket = number === undefined ? WHOLE : { number: Number(number), of: Number(of) };
  const sound =
    (kind === 'stories') === (month !== null) &&
    !month?.startsWith('0000') &&
    bucket.number <= bucket.of &&
    bucket.of <= MOST_BUCKETS &&
    Number.isInteger(Math.log2(bucket.of));
  return sound ? { kind: kind as SitemapPart['kind'], month, bucket } : null;
}
