import type { Database } from '../platform/database/database.js';
import { compile, sql } from '../platform/database/sql.js';
import { foldedNames } from './folded-text.js';

const KEPT_MS = 10_000;
const NAMES = compile(sql`select name from author`);

/** Folded names of those who write for the site. */
export class StaffNames {
  #names: Promise<ReadonlySet<string>> | null = null;
  #until = 0;

  constructor(private readonly database: Database) {}

  /** Whether a name reads as one of theirs. Someone new is known after ten seconds. */
  async include(readings: readonly string[]): Promise<boolean> {
    const now = performance.now();
    if (!this.#names || now >= this.#until) {
      this.#until = now + KEPT_MS;
      this.#names = this.#read();
      // Not kept when it failed: the next comment asks again.
      this.#names.catch(() => (this.#names = null));
    }
    const names = await this.#names;
    return readings.some((reading) => names.has(reading));
  }

  async #read(): Promise<ReadonlySet<string>> {
    const rows = await this.database.read<{ name: string }>(NAMES, { naming: 'fixed' });
    return new Set(rows.flatMap(({ name }) => foldedNames(name)));
  }
}
