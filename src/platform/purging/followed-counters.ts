import { tagsOfReaders } from '../cache/change-tags.js';
import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { endsOf, type FollowedLog, type LogEnds, type LogEntry } from '../following/followed-log.js';

/** What readers did, as far as it was counted: once a second, and kept for an hour. */
export class FollowedCounters implements FollowedLog {
  readonly name = 'counters';

  constructor(private readonly database: Database) {}

  ends(): Promise<LogEnds> {
    return endsOf(this.database, sql`counter_fold`, 'counter_fold_seq_seq');
  }

  async read(after: number, limit: number): Promise<LogEntry[]> {
    const rows = await this.database.query<{ seq: string; ids: string[] }>(
      sql`select seq, article_ids as ids from counter_fold where seq > ${after} order by seq limit ${limit}`,
    );
    return rows.map(({ seq, ids }) => ({ seq: Number(seq), tags: tagsOfReaders(ids) }));
  }
}
