import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { HeldTransaction, type Opening } from './held-transaction.js';
import { LOG_END, logPosition } from './log-position.js';
import type { Replica } from './replica.js';
import { Replicas } from './replicas.js';
import { type CompiledSql, compile, type Sql } from './sql.js';
import { StatementNames } from './statements.js';

/** A statement whose plan was made for rows of another shape: seen once on each connection after a migration. */
const CACHED_PLAN_IS_STALE = '0A000';

export interface ReadOptions {
  /** `fixed` for statements of the program's closed set, `popular` for those that follow a caller's selection. */
  readonly naming: 'fixed' | 'popular';
  readonly slots?: Readonly<Record<string, unknown>>;
  /** Whether a replica may answer: for what changes nothing, and decides nothing about a write or a permission. */
  readonly replica?: boolean;
}

const ASK_AGAIN_MS = 1_000;

const logEnd: CompiledSql = { text: LOG_END, bind: () => [] };

/** What is done once it is settled whether a transaction was committed. */
type Afterwards = (isCommitted: boolean) => Promise<void>;

interface Outer {
  readonly tx: EntityManager;
  readonly afterwards: Afterwards[];
  /** Ends it for as long as something takes, and begins it anew; null for a part of a larger one. */
  readonly pausedFor: (<T>(slow: () => Promise<T>) => Promise<T>) | null;
}

/** The way to PostgreSQL: prepared statements for reads, transactions with TypeORM's manager for writes. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly pool: Pool;
  readonly replicas: Replicas;
  readonly #names = new StatementNames();
  /** The transaction that everything of the present call is part of, where there is one. */
  readonly #outer = new AsyncLocalStorage<Outer>();
  /** How many are under way that are part of no other. */
  #outermost = 0;
  /** The last question for the end of the log that was sent, and the one that is to be sent after it. */
  #asked: Promise<unknown> = Promise.resolve();
  #toAsk: Promise<string> | null = null;

  constructor(
    readonly source: DataSource,
    replicas: readonly Replica[] = [],
  ) {
    this.pool = (source.driver as PostgresDriver).master as Pool;
    this.replicas = new Replicas(replicas, () => this.position());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.replicas.close();
  }

  /** Runs one compiled statement and gives its rows. */
  async read<Row extends QueryResultRow>(statement: CompiledSql, options: ReadOptions): Promise<Row[]> {
    // A transaction cannot be helped out of a stale plan, so within one each statement is planned anew.
    const name = this.#outer.getStore() ? undefined : this.#names[options.naming](statement);
    const query = { name, text: statement.text, values: statement.bind(options.slots) };
    const replica = options.replica && !this.#outer.getStore() ? this.replicas.next() : null;
    const rows = replica && (await replica.read<Row>(query));
    if (rows) return rows;
    try {
      return (await this.#run<Row>(query)).rows;
    } catch (error) {
      if ((error as { code?: string }).code !== CACHED_PLAN_IS_STALE) throw error;
      return (await this.#run<Row>(query)).rows;
    }
  }

  /** Runs a statement that is composed for one call and not worth preparing. */
  async query<Row extends QueryResultRow>(statement: Sql): Promise<Row[]> {
    const outer = this.#outer.getStore();
    if (outer) return run<Row>(outer.tx, statement);
    const { text, bind } = compile(statement);
    return (await this.pool.query<Row>(text, bind())).rows;
  }

  /** Commits what `work` does, or nothing of it. */
  transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    // A transaction inside a transaction is a savepoint.
    const outer = this.#outer.getStore();
    if (outer) return outer.tx.transaction(work);
    const committed = this.source.transaction(async (tx) => {
      await tx.query('set local statement_timeout = 0');
      return work(tx);
    });
    return committed.finally(() => this.replicas.wrote());
  }

  /**
   * Commits all that `work` does through this database, its reads and transactions included, or nothing of it.
   * @param opening what is done first in the transaction, also when it begins anew after something was done `apart`
   */
  async asOne<T>(opening: Opening, work: () => Promise<T>): Promise<T> {
    const outer = this.#outer.getStore();
    if (outer) {
      const { afterwards } = outer;
      return outer.tx.transaction(async (tx) => {
        await opening(tx);
        return this.#outer.run({ tx, afterwards, pausedFor: null }, work);
      });
    }
    this.#outermost += 1;
    const afterwards: Afterwards[] = [];
    let isCommitted = false;
    try {
      const result = await this.#held(new HeldTransaction(this.source, opening), afterwards, work);
      isCommitted = true;
      return result;
    } finally {
      // What comes after the transaction, timers that it starts among it, is no part of it.
      await this.#outer.exit(() => settle(afterwards, isCommitted));
      this.#leave();
    }
  }

  async #held<T>(held: HeldTransaction, afterwards: Afterwards[], work: () => Promise<T>): Promise<T> {
    const outer: Outer = {
      get tx() {
        return held.tx;
      },
      afterwards,
      pausedFor: (slow) => held.pausedFor(() => this.#outer.exit(slow)),
    };
    try {
      await held.begin();
      const result = await this.#outer.run(outer, work);
      await held.commit();
      return result;
    } catch (error) {
      await held.rollBack();
      throw error;
    } finally {
      this.replicas.wrote();
    }
  }

  /**
   * Does what is slow, or is to last whatever becomes of the present transaction, outside of it and while it holds no
   * connection. To be called before anything is written in it: what was done so far is taken back.
   */
  apart<T>(slow: () => Promise<T>): Promise<T> {
    const outer = this.#outer.getStore();
    return outer?.pausedFor ? outer.pausedFor(slow) : slow();
  }

  /** Once it was used, Node 20 follows every promise of the process, which makes all of them four times as slow. */
  #leave(): void {
    this.#outermost -= 1;
    if (this.#outermost === 0) this.#outer.disable();
  }

  /**
   * Does what belongs to a transaction that has just ended, but is not in the database: at once, or, where that
   * transaction is part of a larger one, when it is settled whether that is committed. Must not throw.
   */
  async afterwards(act: Afterwards): Promise<void> {
    const outer = this.#outer.getStore();
    if (outer) outer.afterwards.push(act);
    else await act(true);
  }

  /**
   * Where the log of the primary ends, as `pg_lsn`: all that was committed so far is before it. What is being answered
   * was asked too early for whoever comes meanwhile; they share the next answer, so that many writes ask few times.
   */
  position(): Promise<string> {
    this.#toAsk ??= this.#asked.then(() => {
      this.#toAsk = null;
      const asked = this.#outer.exit(() => this.#askPosition());
      // One that nobody answers any more, as on a dead connection, keeps the next from being sent no longer than this.
      this.#asked = Promise.race([
        asked.catch(() => undefined),
        pause(ASK_AGAIN_MS, undefined, { ref: false }),
      ]);
      return asked;
    });
    return this.#toAsk;
  }

  async #askPosition(): Promise<string> {
    const [row] = await this.read<{ position: string }>(logEnd, { naming: 'fixed' });
    return row?.position ?? '';
  }

  /** Reads of this process see the log up to this position (`pg_lsn`) from now on, whichever server they ask. */
  mustSee(position: string): void {
    this.replicas.mustSee(position);
  }

  /**
   * The same for a position that a caller brings. One that the log has not come to was not given by this database, and
   * nobody waits for it.
   */
  async mustSeeGiven(position: string): Promise<void> {
    const given = logPosition(position) ?? 0n;
    if (this.replicas.covers(given)) return;
    const end = logPosition(await this.position()) ?? 0n;
    if (given <= end) this.replicas.mustSee(position);
  }

  /** A connection whose prepared plan went stale is closed: a new one prepares anew. */
  async #run<Row extends QueryResultRow>(query: {
    name: string | undefined;
    text: string;
    values: unknown[];
  }): Promise<QueryResult<Row>> {
    const outer = this.#outer.getStore();
    if (outer) return (await clientOf(outer.tx)).query<Row>(query);
    const client: PoolClient = await this.pool.connect();
    let stale = false;
    try {
      return await client.query<Row>(query);
    } catch (error) {
      stale = (error as { code?: string }).code === CACHED_PLAN_IS_STALE;
      throw error;
    } finally {
      client.release(stale);
    }
  }
}

/** Runs a composed statement inside a transaction and gives its rows. */
export async function run<Row>(tx: EntityManager, statement: Sql): Promise<Row[]> {
  const { text, bind } = compile(statement);
  const client = await clientOf(tx);
  return (await client.query(text, bind())).rows as Row[];
}

/** The connection that a transaction is on. */
const clientOf = async (tx: EntityManager): Promise<PoolClient> =>
  (await tx.queryRunner?.connect()) as PoolClient;

async function settle(afterwards: readonly Afterwards[], isCommitted: boolean): Promise<void> {
  for (const act of afterwards) await act(isCommitted);
}
