import { sql } from '../database/sql.js';

/** What one entry of a log makes untrue. */
export interface LogEntry {
  readonly seq: number;
  readonly tags: readonly string[];
}

/** Sequence numbers of the oldest and the newest entry that are there; 0 in an empty log. */
export interface LogEnds {
  readonly oldest: number;
  readonly newest: number;
}

/** A log whose sequence numbers are in the order of commit. */
export interface FollowedLog {
  readonly name: string;
  ends(): Promise<LogEnds>;
  /** The next entries after a sequence number, in order. */
  read(after: number, limit: number): Promise<LogEntry[]>;
}

/** What is asked of a table for `LogEnds`. */
export const ENDS = sql`coalesce(min(seq), 0)::float8 as oldest, coalesce(max(seq), 0)::float8 as newest`;
