import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, run } from '../database/database.js';
import { raw, sql } from '../database/sql.js';
import { KeyRing } from '../secrets/key-ring.js';
import { KeptAnswerEntity } from './kept-answer.entity.js';
import { badIdempotencyKey, keyInUse, keyReused } from './write.errors.js';

/** What tells one write from all others. */
export interface WriteRequest {
  /** Who writes. */
  readonly caller: string;
  readonly path: string;
  /** `Idempotency-Key` as it was sent. */
  readonly key: string;
  /** Everything that the answer depends on, as text. */
  readonly content: string;
}

/** An answer, and whether it is worth keeping: one that refuses the request is not, and nothing of it is done. */
export interface Outcome<Answer> {
  readonly answer: Answer;
  readonly isDone: boolean;
}

const KEPT_FOR = raw(`interval '24 hours'`);
/** Answers that are over, and thrown away by the way. */
const CLEARED = raw('100');

/**
 * Does a write once, however often it is asked for with one key (draft-ietf-httpapi-idempotency-key-header). Write and
 * answer are committed together, so that neither is ever there without the other, however the process ends.
 */
@Injectable()
export class KeptAnswers {
  constructor(
    private readonly database: Database,
    private readonly ring: KeyRing,
  ) {}

  /**
   * @param work is done in one transaction with the keeping of its answer
   * @returns the answer of `work`, or the one that the same request got before
   * @throws DomainError INVALID_PARAMETER for a key that is none, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE
   */
  async once<Answer>(
    request: WriteRequest,
    work: () => Promise<Outcome<Answer>>,
  ): Promise<{ answer: Answer; isRepeated: boolean }> {
    if (!/^[\x20-\x7e]{1,255}$/.test(request.key)) throw badIdempotencyKey();
    // With the installation's key: an e-mail address in it could be guessed from a plain hash.
    const hash = this.ring.index('kept-answer', request.content);
    let refused: { answer: Answer } | null = null;
    try {
      return await this.database.asOne(async (tx) => {
        await this.take(tx, request);
        const kept = await this.find<Answer>(tx, request, hash);
        if (kept) return { answer: kept.answer, isRepeated: true };
        const { answer, isDone } = await work();
        if (!isDone) {
          refused = { answer };
          throw new Undone();
        }
        await this.keep(tx, request, hash, answer);
        return { answer, isRepeated: false };
      });
    } catch (error) {
      if (error instanceof Undone && refused)
        return { ...(refused as { answer: Answer }), isRepeated: false };
      throw error;
    }
  }

  /** Two requests with one key at a time are told apart by a lock, which ends with its process. */
  private async take(tx: EntityManager, { caller, path, key }: WriteRequest): Promise<void> {
    const name = JSON.stringify([caller, path, key]);
    const [lock] = await run<{ isFree: boolean }>(
      tx,
      sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as "isFree"`,
    );
    if (!lock?.isFree) throw keyInUse();
  }

  private async find<Answer>(
    tx: EntityManager,
    { caller, path, key }: WriteRequest,
    hash: Buffer,
  ): Promise<{ answer: Answer } | null> {
    const [row] = await run<{ hash: Buffer; cipher: Buffer }>(
      tx,
      sql`select request_hash as hash, answer_cipher as cipher from kept_answer
        where caller = ${caller} and path = ${path} and key = ${key} and kept_at > now() - ${KEPT_FOR}`,
    );
    if (!row) return null;
    if (!row.hash.equals(hash)) throw keyReused();
    return JSON.parse(this.ring.decrypt('kept-answer', row.cipher)) as { answer: Answer };
  }

  private async keep<Answer>(
    tx: EntityManager,
    { caller, path, key }: WriteRequest,
    requestHash: Buffer,
    answer: Answer,
  ): Promise<void> {
    await run(
      tx,
      sql`delete from kept_answer where ctid = any(array(
        select ctid from kept_answer where kept_at <= now() - ${KEPT_FOR} limit ${CLEARED} for update skip locked))`,
    );
    // The one of this key may not be among those, and is in the way of the new one.
    await run(tx, sql`delete from kept_answer where caller = ${caller} and path = ${path} and key = ${key}`);
    const answerCipher = this.ring.encrypt('kept-answer', JSON.stringify({ answer }));
    await tx.insert(KeptAnswerEntity, { caller, path, key, requestHash, answerCipher });
  }
}

/** Takes back a transaction whose answer is to be given all the same. */
class Undone extends Error {}
