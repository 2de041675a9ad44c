import type { Database } from '../database/database.js';
import { sql, type Sql } from '../database/sql.js';

/** What one entry of a log makes untrue. */
export interface LogEntry {
  readonly seq: number;
  readonly tags: readonly string[];
}

export interface LogEnds {
  /** Sequence number of the oldest entry that is there, or, in an empty log, of the next. */
  readonly oldest: number;
  /** Sequence number of the newest entry that is there; 0 in an empty log. */
  readonly newest: number;
}

/** A log whose sequence numbers are in the order of commit. */
export interface FollowedLog {
  readonly name: string;
  ends(): Promise<LogEnds>;
  /** The next entries after a sequence number, in order. */
  read(after: number, limit: number): Promise<LogEntry[]>;
}

/** @param sequence what the table's sequence numbers are taken from */
export async function endsOf(database: Database, table: Sql, sequence: string): Promise<LogEnds> {
  const [ends] = await database.query<LogEnds>(
    sql`select coalesce(min(seq), coalesce(pg_sequence_last_value(${sequence}::regclass), 0) + 1)::float8 as oldest,
      coalesce(max(seq), 0)::float8 as newest from ${table}`,
  );
  return ends as LogEnds;
}
