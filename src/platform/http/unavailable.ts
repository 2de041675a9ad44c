/** SQLSTATE classes and codes after which the same request may well succeed a moment later (PostgreSQL, appendix A). */
const RETRIABLE_SQLSTATE = /^(?:08...|53...|57P0[1-5]|57014|55P03|40001|40P01|25006)$/;

/** System errors of a connection that could not be made or was lost (errno names of Node.js). */
const CONNECTION_ERRNO = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What `pg` and `pg-pool` say when the pool is exhausted or the connection is gone; these carry no code. */
const POOL_MESSAGES =
  /^(?:timeout exceeded when trying to connect|timeout expired|Query read timeout|Connection terminated\b|Cannot use a pool after calling end on the pool|Client has encountered a connection error|Client was closed)/;

/**
 * Whether an error means that the database cannot serve the request for now: connection lost or refused, too many
 * connections, pool timeout, statement timeout, lock timeout, deadlock, a primary that just became a replica.
 * Looks through TypeORM's `driverError` and through `cause`.
 */
export function isUnavailable(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    const { code, driverError } = current as Error & { code?: unknown; driverError?: unknown };
    if (typeof code === 'string' && (RETRIABLE_SQLSTATE.test(code) || CONNECTION_ERRNO.has(code)))
      return true;
    if (POOL_MESSAGES.test(current.message)) return true;
    current = driverError ?? current.cause;
  }
  return false;
}
