/**
 * A place in PostgreSQL's write-ahead log. A server that has replayed the log up to it shows all that was committed
 * before. Text of it (`16/B374D848`) does not sort, since its halves have no leading zeros.
 */
export type LogPosition = bigint;

const POSITION = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/** The position that PostgreSQL's text of it (type `pg_lsn`) means, or null for any other text. */
export function logPosition(text: string): LogPosition | null {
  const [, high, low] = POSITION.exec(text) ?? [];
  if (high === undefined || low === undefined) return null;
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
