import { tagsOfChange } from '../cache/change-tags.js';
import { type Change, CHANGE_COLUMNS } from '../changes/change-reader.js';
import type { Database } from '../database/database.js';
import { raw, sql } from '../database/sql.js';
import { endsOf, type FollowedLog, type LogEnds, type LogEntry } from './followed-log.js';

/** What editors and the clock did. */
export class FollowedChanges implements FollowedLog {
  readonly name = 'change';

  constructor(private readonly database: Database) {}

  ends(): Promise<LogEnds> {
    return endsOf(this.database, sql`change`, 'change_seq');
  }

  async read(after: number, limit: number): Promise<LogEntry[]> {
    const rows = await this.database.query<Omit<Change, 'seq'> & { seq: string }>(
      sql`select ${raw(CHANGE_COLUMNS)} from change where seq > ${after} order by seq limit ${limit}`,
    );
    return rows.map((row) => {
      const seq = Number(row.seq);
      return { seq, tags: tagsOfChange({ ...row, seq }) };
    });
  }
}
