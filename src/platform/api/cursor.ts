import { createHash } from 'node:crypto';
import { raw, sql, type Sql } from '../database/sql.js';
import { textFault } from '../http/body-guard.js';
import type { ErrorCode } from '../http/error-codes.js';
import { DomainError } from './errors.js';
import { isUuid } from './uuid.js';

/** One way to order a list. `key` is indexed together with `id`, which settles ties. */
export interface Sort {
  readonly name: string;
  readonly key: Sql;
  readonly id: Sql;
  readonly descending: boolean;
  readonly type: 'instant' | 'number' | 'text';
  /** Whether every page shows the list as it was when the first one was asked for, which its cursors then hold. */
  readonly isFrozen?: boolean;
}

/** The place of one item in a sorted list. */
export interface Position {
  readonly key: unknown;
  readonly id: unknown;
  /** When the first page of a frozen list was asked for. */
  readonly at?: unknown;
}

/** Milliseconds of the years 1 to 9999, which JSON, JavaScript and PostgreSQL all write alike. */
const TIMES = {
  first: Date.parse('0001-01-01T00:00:00.000Z'),
  last: Date.parse('9999-12-31T23:59:59.999Z'),
} as const;

/** What a cursor belongs to: a list with this sort and filter, and no other. */
export function listMark(sortName: string, filter: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([sortName, filter]))
    .digest('base64url')
    .slice(0, 10);
}

/**
 * Reads a cursor: `[mark, sort key, id]` as JSON in base64url, and the time where the list is frozen. Its inside is
 * nobody's business but ours.
 * @throws DomainError INVALID_CURSOR, or CURSOR_MISMATCH when it was given for another sort or filter
 */
export function readCursor(
  cursor: string,
  mark: string,
  { type, isFrozen = false }: Pick<Sort, 'type' | 'isFrozen'>,
  parameter: string,
): Position {
  const { theirs, key, id, at } = parse(cursor) ?? refuse('INVALID_CURSOR', parameter);
  if (theirs !== mark) refuse('CURSOR_MISMATCH', parameter);
  if (isFrozen !== (at !== undefined)) refuse('INVALID_CURSOR', parameter);
  if (typeof key !== (type === 'text' ? 'string' : 'number')) refuse('INVALID_CURSOR', parameter);
  const instant = (time: number | string): string => {
    if (!(Number(time) >= TIMES.first && Number(time) <= TIMES.last)) refuse('INVALID_CURSOR', parameter);
    return new Date(time).toISOString();
  };
  return {
    key: type === 'instant' ? instant(key) : key,
    id,
    ...(at === undefined ? {} : { at: instant(at) }),
  };
}

interface Parts {
  readonly theirs: string;
  readonly key: number | string;
  readonly id: string;
  readonly at: number | undefined;
}

function parse(cursor: string): Parts | null {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length < 3 || parts.length > 4) return null;
  const [theirs, key, id, at] = parts as unknown[];
  const sound =
    typeof theirs === 'string' &&
    (typeof key === 'string' ? textFault(key) === undefined : typeof key === 'number') &&
    typeof id === 'string' &&
    isUuid(id) &&
    (parts.length === 3 || typeof at === 'number');
  return sound ? { theirs, key: key as number | string, id, at: at as number | undefined } : null;
}

/** Codes of what can be wrong with a cursor. */
export const listErrorCodes: readonly ErrorCode[] = [
  {
    code: 'INVALID_CURSOR',
    status: 400,
    title: 'Invalid cursor',
    meaning: 'The cursor is not one that this API gave.',
  },
  {
    code: 'CURSOR_MISMATCH',
    status: 400,
    title: 'Cursor of another list',
    meaning: 'The cursor belongs to a list with another sort or filter.',
  },
];

const REFUSALS = {
  INVALID_CURSOR: ['is not a cursor that this API gave.', 'Use the endCursor of an answer, unchanged.'],
  CURSOR_MISMATCH: ['belongs to a list with another sort or filter.', 'Start again without a cursor.'],
} as const;

function refuse(code: keyof typeof REFUSALS, parameter: string): never {
  const [reason, advice] = REFUSALS[code];
  throw new DomainError(code, 400, `${parameter} ${reason}`, {
    errors: [{ pointer: parameter, code, detail: advice }],
  });
}

const milliseconds = (time: Sql): Sql => sql`(extract(epoch from ${time}) * 1000)::bigint`;

/**
 * The cursor of a row, made by the database in the form that `readCursor` reads.
 * @param at when the first page of a frozen list was asked for
 */
export function cursorSql(mark: unknown, type: Sort['type'], key: Sql, id: Sql, at?: Sql): Sql {
  const number = type === 'instant' ? milliseconds(key) : key;
  const time = at ? sql`, ${milliseconds(at)}` : sql``;
  const json = sql`json_build_array(${mark}::text, ${number}, ${id}${time})::text`;
  return sql`translate(encode(convert_to(${json}, 'UTF8'), 'base64'), E'+/=\\n', '-_')`;
}

const KEY_TYPES = { instant: raw('timestamptz'), number: raw('float8'), text: raw('text') } as const;

/** The rows that stand strictly after a position in the sort's own direction, or strictly before it. */
export function beyond(sort: Sort, side: 'after' | 'before', { key, id }: Position): Sql {
  const operator = sort.descending === (side === 'after') ? raw('<') : raw('>');
  return sql`(${sort.key}, ${sort.id}) ${operator} (${key}::${KEY_TYPES[sort.type]}, ${id}::uuid)`;
}
