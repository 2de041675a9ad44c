import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export type Value = string | number | boolean | Date | null | readonly string[];
/** Rows of one table, by column. All have the same columns. */
export type Row = Readonly<Record<string, Value>>;

const CHUNK_CHARACTERS = 256 * 1024;

/** Loads rows with `COPY … FROM STDIN` in its text format (PostgreSQL manual, COPY, "Text Format"). */
export async function copyRows(client: Client, table: string, rows: Iterable<Row>): Promise<void> {
  const iterator = rows[Symbol.iterator]();
  const first = iterator.next();
  if (first.done) return;
  const columns = Object.keys(first.value);
  function* chunks(): Generator<string> {
    let text = line(first.value as Row);
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      text += line(next.value);
      if (text.length < CHUNK_CHARACTERS) continue;
      yield text;
      text = '';
    }
    yield text;
  }
  const target = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  await pipeline(Readable.from(chunks()), target);
}

const line = (row: Row): string => `${Object.values(row).map(cell).join('\t')}\n`;

function cell(value: Value): string {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return '\\N';
  if (value instanceof Date) return value.toISOString();
  return escaped(`{${value.map(element).join(',')}}`);
}

const element = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const SPECIAL = /[\\\t\n\r]/;
/** Few texts have anything to escape. */
const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (sign) => ESCAPES[sign] as string) : text;
