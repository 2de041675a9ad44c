import { sql, type Sql } from '../database/sql.js';

/** Which stories an answer holds whole, as far as the caller may have them: their versions by their ids. */
export type Copies = ReadonlyMap<string, number>;

/** Writes down what a partner is given. Called before the answer is sent. */
export type CopyLedger = (partner: string, copies: Copies) => Promise<void>;

/**
 * A member before all others says in the JSON of an answer for a partner that it holds this version of this thing. No text
 * can be taken for one, since a quote inside a JSON string is escaped, and no public field begins with `$`.
 */
export const copyMark = (id: Sql, version: Sql): Sql => sql`'$copy', ${id} || ' ' || ${version}`;

const MARK = /"\$copy" : "([0-9a-f-]{36}) (\d+)"(?:, )?/g;

/** The JSON without these members, and what they say. */
export function takeCopies(json: string): { readonly json: string; readonly copies: Copies } {
  const copies = new Map<string, number>();
  const bare = json.replace(MARK, (_, id: string, version: string) => {
    copies.set(id, Number(version));
    return '';
  });
  return { json: bare, copies };
}
