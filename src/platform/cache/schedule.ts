import type { Change } from '../changes/change-reader.js';

/** A moment at which the clock, and no write, changes what answers say. */
export interface Turn {
  /** Milliseconds from the statement's `now()`, by the database's clock. */
  readonly inMs: number;
  /** Cache tags of what is no longer true from then on. */
  readonly tags: readonly string[];
}

/** Knows beforehand when the clock changes what answers say. */
export interface ScheduleSource {
  /** The next turns in order of time, at most `limit`. */
  upcoming(limit: number): Promise<Turn[]>;
  /** The turns still to come of what was changed, as the things themselves say. */
  of(change: Change): Promise<Turn[]>;
}
