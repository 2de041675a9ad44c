import { literal, raw, sql, type Sql } from '../database/sql.js';
import { copyMark } from './copies.js';
import type { ViewerClass } from './viewer.js';

/** Addresses that answers are made of. All without a trailing slash. */
export interface Addresses {
  /** The site that readers visit. */
  readonly site: string;
  /** This API as its callers see it. */
  readonly api: string;
  /** Path of a story on the site, with placeholders. */
  readonly articlePattern: string;
}

/** Settings of the installation that answers show, by names that features choose. */
export type ShownSettings = Readonly<Record<string, string>>;

/** Injection token of `ShownSettings`. */
export const SHOWN_SETTINGS = Symbol('SHOWN_SETTINGS');

/** Injection token of `Addresses`. */
export const ADDRESSES = Symbol('ADDRESSES');

/**
 * What SQL is composed for: for whom, with which addresses. Gives every subquery a table alias of its own, and hears
 * what the answer is made from (see `platform/cache/marks.ts`): only answers to anonymous callers are kept.
 */
export class ReadContext {
  /** Tags of every answer that the statement gives, whatever values it is run with. */
  readonly tags = new Set<string>();
  /** Tags of an answer that there is nothing. */
  readonly tagsOfNothing = new Set<string>();
  /** Whether answers may be kept until what they are made from changes. */
  isKept = true;
  #aliases = 0;

  constructor(
    readonly viewer: ViewerClass,
    readonly addresses: Addresses,
    readonly settings: ShownSettings = {},
  ) {}

  alias(prefix: string): Sql {
    this.#aliases += 1;
    return raw(`${prefix}${this.#aliases}`);
  }

  /** For what has to be exact at every moment. */
  neverKeep(): void {
    this.isKept = false;
  }

  /** A mark, as the first member of the JSON object that is made from this. Nothing where nobody looks for it. */
  mark(kinds: string, about: Sql): Sql[] {
    return this.marks(literal(`$${kinds}`), about);
  }

  /** The same where the row says which kinds it is: `key` begins with `$`. */
  marks(key: Sql, about: Sql): Sql[] {
    return this.viewer === 'anonymous' ? [sql`${key}, ${about}`] : [];
  }

  /**
   * The mark of a copy of a thing that others hand on, or of its end. Only what partners are given is written down.
   * @param about `<id> <version>`; null for nothing
   */
  copy(what: 'given' | 'ended', about: Sql): Sql[] {
    return this.viewer === 'partner' ? [copyMark(what, about)] : [];
  }
}
