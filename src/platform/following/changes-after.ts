import { type Change, CHANGE_COLUMNS } from '../changes/change-reader.js';
import type { Database } from '../database/database.js';
import { raw, sql } from '../database/sql.js';
import { endsOf, type LogEnds } from './followed-log.js';

/** The next entries of the change log after a sequence number, in order. */
export async function changesAfter(database: Database, after: number, limit: number): Promise<Change[]> {
  const rows = await database.query<Omit<Change, 'seq'> & { seq: string }>(
    sql`select ${raw(CHANGE_COLUMNS)} from change where seq > ${after} order by seq limit ${limit}`,
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

export const endsOfChanges = (database: Database): Promise<LogEnds> =>
  endsOf(database, sql`change`, 'change_seq');
