/**
 * A place in PostgreSQL's write-ahead log. A server that has replayed the log up to it shows all that was committed
 * before. Text of it (`16/B374D848`) does not sort, since its halves have no leading zeros.
 */
export type LogPosition = bigint;

/**
 * Asks the primary where its log ends: everything that can be seen there is before it. Not where the log is written to
 * disk, since a commit that does not wait for that can be seen earlier. Between two pages PostgreSQL names the place
 * after the header of the next one (24 bytes, 40 in a new file), to which nobody replays until something is there.
 */
export const LOG_END = `select (log_end - case when file_offset = 40 then 40 when file_offset % 8192 = 24 then 24 else 0 end)::text
    as position
  from pg_current_wal_insert_lsn() log_end, pg_walfile_name_offset(log_end)`;

const POSITION = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/** The position that PostgreSQL's text of it (type `pg_lsn`) means, or null for any other text. */
export function logPosition(text: string): LogPosition | null {
  const [, high, low] = POSITION.exec(text) ?? [];
  if (high === undefined || low === undefined) return null;
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
