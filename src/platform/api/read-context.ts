import { raw, type Sql } from '../database/sql.js';
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

/** Injection token of `Addresses`. */
export const ADDRESSES = Symbol('ADDRESSES');

/** What SQL is composed for: for whom, with which addresses. Gives every subquery a table alias of its own. */
export class ReadContext {
  #aliases = 0;

  constructor(
    readonly viewer: ViewerClass,
    readonly addresses: Addresses,
  ) {}

  alias(prefix: string): Sql {
    this.#aliases += 1;
    return raw(`${prefix}${this.#aliases}`);
  }
}
