/** The one way that WordPress writes a time, in the site's zone or in UTC. */
const TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)/;
const MINUTE = 60_000;
/** Widest offset of a zone from UTC, in minutes (+14:00). */
const MAX_OFFSET = 14 * 60;

/** A time as if it were in UTC; null for `0000-00-00 00:00:00` and whatever else is none. */
export function timeOf(text: string): Date | null {
  const [, year, month, day, hour, minute, second] = TIME.exec(text.trim()) ?? [];
  if (year === undefined || year < '0001') return null;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // `Date` takes the 30th of February for the 2nd of March.
  return Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day) ? null : date;
}

/** A time of RSS (RFC 822); null when it is none. WordPress gives drafts the year -0001. */
export function rssTimeOf(text: string): Date | null {
  if (!/\d{4}/.test(text) || text.includes('-0001')) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 ? null : date;
}

/**
 * The offset of the site's zone from UTC, learnt from posts that have their time in both. It changes with summer time,
 * so it is kept by month.
 */
export class SiteClock {
  private readonly counts = new Map<string, Map<number, number>>();

  /** Learns from one post. */
  learn(local: string, utc: string): void {
    const there = timeOf(local);
    const here = timeOf(utc);
    if (!there || !here) return;
    const offset = Math.round((there.getTime() - here.getTime()) / MINUTE);
    if (Math.abs(offset) > MAX_OFFSET) return;
    const month = there.toISOString().slice(0, 7);
    for (const key of [month, month.slice(5), '']) {
      const offsets = this.counts.get(key) ?? new Map<number, number>();
      offsets.set(offset, (offsets.get(offset) ?? 0) + 1);
      this.counts.set(key, offsets);
    }
  }

  /** The point in time of a post that has it in both, in one of them or in none. */
  instant(local: string, utc: string): Date | null {
    const known = timeOf(utc);
    if (known) return known;
    const there = timeOf(local);
    return there && new Date(there.getTime() - this.offsetAt(there) * MINUTE);
  }

  private offsetAt(there: Date): number {
    const month = there.toISOString().slice(0, 7);
    for (const key of [month, month.slice(5), '']) {
      const offsets = [...(this.counts.get(key) ?? [])].toSorted(([, a], [, b]) => b - a);
      if (offsets[0]) return offsets[0][0];
    }
    return 0;
  }
}
