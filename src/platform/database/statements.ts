import { createHash } from 'node:crypto';
import type { CompiledSql } from './sql.js';

/** Names for the statements of the program itself: one for each route and its usual selection. */
const FIXED_NAMES = 30;
/** Names for what callers ask most. Every name costs memory on every connection, so callers cannot make many. */
const POPULAR_NAMES = 20;
/** A caller's statement gets a name when it has come this often. */
const POPULAR_FROM = 30;
const WATCHED_TEXTS = 500;

/**
 * Decides which statements are sent under a name. PostgreSQL parses and plans a named statement once a connection
 * and an unnamed one every time, which is three times the work for a page.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  readonly #seen = new Map<string, number>();
  #fixed = 0;
  #popular = 0;

  /** The name for a statement of the program's own closed set. */
  fixed({ text }: CompiledSql): string | undefined {
    const known = this.#names.get(text);
    if (known ?? this.#fixed >= FIXED_NAMES) return known;
    this.#fixed += 1;
    return this.#give(text);
  }

  /** The name for a statement that follows a caller's selection, once it has proved popular. */
  popular({ text }: CompiledSql): string | undefined {
    const known = this.#names.get(text);
    if (known ?? this.#popular >= POPULAR_NAMES) return known;
    const times = (this.#seen.get(text) ?? 0) + 1;
    if (times < POPULAR_FROM) {
      if (this.#seen.size >= WATCHED_TEXTS) this.#seen.clear();
      this.#seen.set(text, times);
      return undefined;
    }
    this.#seen.delete(text);
    this.#popular += 1;
    return this.#give(text);
  }

  #give(text: string): string {
    const name = `b_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    this.#names.set(text, name);
    return name;
  }
}
