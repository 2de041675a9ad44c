import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { BACKGROUND } from '../platform/background/background.js';
import { Every } from '../platform/background/every.js';
import { type CountedVisit, VisitBatch } from './visit-batch.js';
import { VisitBatchesService } from './visit-batches.service.js';

const WRITE_EVERY_MS = 200;
const SETTLE_MS = 250;
/** How often a process that ends tries to write down what it has counted. */
const LAST_TRIES = 5;

/**
 * Counts visits in memory, and writes them down a few times a second. What could not be written is tried again, as the
 * same batch, since only the answer may have been lost; what comes meanwhile is added up in the next one.
 */
@Injectable()
export class VisitLedgerService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(VisitLedgerService.name);
  readonly #turns = new Every(WRITE_EVERY_MS, () => this.#turn(), VisitLedgerService);
  #batch = new VisitBatch();
  /** The batch that is being written, or that could not be. */
  #unwritten: VisitBatch | null = null;
  #writing: Promise<unknown> = Promise.resolve();
  /** What is to be written when that is done. */
  #next: Promise<void> | null = null;
  #isFailing = false;

  constructor(
    private readonly batches: VisitBatchesService,
    @Inject(BACKGROUND) private readonly background: boolean,
  ) {}

  onApplicationBootstrap(): void {
    if (this.background) this.#turns.start();
  }

  /** The last requests have been answered; the database is still there. */
  async onApplicationShutdown(): Promise<void> {
    await this.#turns.stop();
    for (let tries = 1; ; tries += 1) {
      try {
        await this.flush();
        return;
      } catch (error) {
        if (tries === LAST_TRIES) {
          this.#logger.error(`${this.#waiting} visits could not be written down`);
          this.#logger.error(error);
          return;
        }
        await pause(WRITE_EVERY_MS);
      }
    }
  }

  /** Counts a visit. Nobody waits for it. */
  count(visit: CountedVisit): void {
    this.#batch.add(visit);
  }

  /** Writes down what was counted until now. */
  flush(): Promise<void> {
    this.#next ??= this.#writing.then(() => {
      this.#next = null;
      const written = this.#write();
      this.#writing = written.catch(() => undefined);
      return written;
    });
    return this.#next;
  }

  /**
   * Writes down what was counted until now, for who wants to read exact numbers. Waits a moment and no longer: where it
   * cannot be written, what is written is what there is.
   */
  async settle(): Promise<void> {
    await Promise.race([this.flush(), pause(SETTLE_MS, undefined, { ref: false })]).catch(() => undefined);
  }

  get #waiting(): number {
    return this.#batch.visits + (this.#unwritten?.visits ?? 0);
  }

  async #write(): Promise<void> {
    if (this.#unwritten) await this.#writeDown(this.#unwritten);
    if (this.#batch.isEmpty) return;
    const batch = this.#batch;
    this.#batch = new VisitBatch();
    await this.#writeDown(batch);
  }

  async #writeDown(batch: VisitBatch): Promise<void> {
    this.#unwritten = batch;
    await this.batches.write(batch);
    this.#unwritten = null;
  }

  /** Says once that it fails, and once that it does no more. */
  async #turn(): Promise<void> {
    try {
      await this.flush();
      if (this.#isFailing) this.#logger.warn('Visits are written down again');
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#logger.error(error);
      this.#isFailing = true;
    }
  }
}
