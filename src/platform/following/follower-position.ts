import { randomUUID } from 'node:crypto';
import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';

/** A process that ends without a word is succeeded by another after this time. */
const LEASE = '10 s';
const RENEW_AFTER_MS = 2_000;

/** What is held of a position. */
export interface Held {
  /** Whether another process may have held it since the last look, or none. */
  readonly isNew: boolean;
  /** Null when nothing was settled yet. */
  readonly seq: number | null;
}

/**
 * A position in a log that is kept in the database and belongs to one process at a time, by a lease. Two that both take
 * themselves for the holder do no harm, since what they do may be done twice: the lease only saves the work.
 */
export class FollowerPosition {
  readonly #holder = randomUUID();
  #renewedAt = Number.NEGATIVE_INFINITY;
  #isHeld = false;
  #settled: number | null = null;

  constructor(
    private readonly database: Database,
    readonly name: string,
  ) {}

  /** Takes or keeps the position for this process. Null when another one has it. */
  async hold(): Promise<Held | null> {
    const wasHeld = this.#isHeld;
    if (wasHeld && performance.now() - this.#renewedAt < RENEW_AFTER_MS) {
      return { isNew: false, seq: this.#settled };
    }
    if (!wasHeld) this.#settled = null;
    this.#isHeld = false;
    const askedAt = performance.now();
    const row = (await this.#renew()) ?? (await this.#make());
    if (!row) return null;
    this.#isHeld = true;
    this.#renewedAt = askedAt;
    this.#settled = row.seq === null ? null : Number(row.seq);
    return { isNew: !wasHeld, seq: this.#settled };
  }

  /** Everything up to here needs no more. Written down at the next renewal. */
  settle(seq: number): void {
    this.#settled = seq;
  }

  /** Gives it up for whoever comes next. */
  async release(): Promise<void> {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    await this.database.query(sql`update log_follower set holder = null, held_until = null,
      seq = coalesce(${this.#settled}::bigint, seq) where name = ${this.name} and holder = ${this.#holder}::uuid`);
  }

  /** By the database's clock, as that of another machine may be another. */
  async #renew(): Promise<Row | undefined> {
    const [row] = await this.database.query<Row>(sql`update log_follower
      set holder = ${this.#holder}::uuid, held_until = clock_timestamp() + ${LEASE}::interval,
        seq = coalesce(${this.#settled}::bigint, seq),
        updated_at = now()
      where name = ${this.name}
        and (holder is null or holder = ${this.#holder}::uuid or held_until < clock_timestamp())
      returning seq`);
    return row;
  }

  async #make(): Promise<Row | undefined> {
    const [row] = await this.database.query<Row>(sql`insert into log_follower (name, holder, held_until)
      values (${this.name}, ${this.#holder}::uuid, clock_timestamp() + ${LEASE}::interval)
      on conflict (name) do nothing returning seq`);
    return row;
  }
}

interface Row {
  readonly seq: string | null;
}
