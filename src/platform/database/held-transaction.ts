import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

/** What a transaction begins with, each time that it is begun. */
export type Opening = (tx: EntityManager) => Promise<void>;

/**
 * A transaction that is begun and ended by hand, so that it can let its connection go while something slow is done that
 * writes nothing by it.
 */
export class HeldTransaction {
  #runner: QueryRunner | null = null;

  constructor(
    private readonly source: DataSource,
    private readonly opening: Opening,
  ) {}

  /** The present one: another after each pause. */
  get tx(): EntityManager {
    if (!this.#runner) throw new Error('The transaction has not begun, or is over.');
    return this.#runner.manager;
  }

  async begin(): Promise<void> {
    this.#runner = this.source.createQueryRunner();
    try {
      await this.#runner.startTransaction();
      await this.#runner.query('set local statement_timeout = 0');
      await this.opening(this.tx);
    } catch (error) {
      await this.rollBack();
      throw error;
    }
  }

  async commit(): Promise<void> {
    await this.#runner?.commitTransaction();
    await this.#release();
  }

  /** Takes back what was done. What cannot be taken back any more, as where the connection is lost, is none. */
  async rollBack(): Promise<void> {
    try {
      if (this.#runner?.isTransactionActive) await this.#runner.rollbackTransaction();
    } catch {
      // The error that led here says more.
    } finally {
      await this.#release();
    }
  }

  /** Does something while no connection is held. What was done so far is taken back, so it is called before any write. */
  async pausedFor<T>(slow: () => Promise<T>): Promise<T> {
    await this.rollBack();
    try {
      return await slow();
    } finally {
      await this.begin();
    }
  }

  async #release(): Promise<void> {
    const runner = this.#runner;
    this.#runner = null;
    await runner?.release();
  }
}
