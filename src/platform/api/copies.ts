import { sql, type Sql } from '../database/sql.js';

/** Versions of things by their ids. */
export type Versions = ReadonlyMap<string, number>;

/** What an answer for a partner holds of what it hands on. */
export interface Copies {
  /** What it holds: the version, as far as the partner may have it; 0 where it says of it no more than that it is there. */
  readonly given: Versions;
  /** What it says to be had no more. */
  readonly ended: Versions;
}

/** Writes down what a partner is given. Called before the answer is sent. */
export type CopyLedger = (partner: string, copies: Copies) => Promise<void>;

/**
 * A member before all others says in the JSON of an answer for a partner that it holds this version of this thing, or its
 * end. No text can be taken for one, since a quote inside a JSON string is escaped, and no public field begins with `$`.
 * @param about `<id> <version>`; null for nothing
 */
export const copyMark = (what: 'given' | 'ended', about: Sql): Sql =>
  what === 'given' ? sql`'$given', ${about}` : sql`'$ended', ${about}`;

const MARK = /"\$(given|ended)" : (?:null|"([0-9a-f-]{36}) (\d+)")(?:, )?/g;

/** The JSON without these members, and what they say. */
export function takeCopies(json: string): { readonly json: string; readonly copies: Copies } {
  const copies = { given: new Map<string, number>(), ended: new Map<string, number>() };
  const bare = json.replace(MARK, (_, what: keyof Copies, id: string | undefined, version: string) => {
    if (id !== undefined) copies[what].set(id, Math.max(Number(version), copies[what].get(id) ?? 0));
    return '';
  });
  return { json: bare, copies };
}
