import { Client } from 'pg';
import { columns } from './report.js';

interface Unused {
  readonly table: string;
  readonly index: string;
  readonly size: string;
}

/** Indexes that keep something unique have that use even when nothing was ever looked up by them. */
const UNUSED = `
  select s.relname as table, s.indexrelname as index, pg_size_pretty(pg_relation_size(s.indexrelid)) as size
  from pg_stat_user_indexes s join pg_index i using (indexrelid)
  where s.idx_scan = 0 and not i.indisunique
  order by pg_relation_size(s.indexrelid) desc, s.indexrelname`;

/** What PostgreSQL says of the indexes that nothing has looked into since they were made. */
export async function unusedIndexes(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // Each connection counts for itself first, and hands it on when it is idle or asked.
    await client.query('select pg_stat_force_next_flush()');
    const { rows } = await client.query<Unused>(UNUSED);
    const lines = rows.map(({ table, index, size }) => [index, `on ${table}`, size]);
    return columns([['Indexes that were never scanned', '', 'size'], ...lines]);
  } finally {
    await client.end();
  }
}
