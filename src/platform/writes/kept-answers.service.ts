import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, run } from '../database/database.js';
import { raw, sql } from '../database/sql.js';
import { KeyRing } from '../secrets/key-ring.js';
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
  /** Names of those that this process is working on. */
  readonly #underWay = new Set<string>();

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
    const name = nameOf(request);
    if (this.#underWay.has(name)) throw keyInUse();
    this.#underWay.add(name);
    const opening = async (tx: EntityManager): Promise<void> => {
      await this.take(tx, name);
      const kept = await this.find<Answer>(tx, request, hash);
      if (kept) throw new Settled(kept.answer, true);
    };
    try {
      const answer = await this.database.asOne(opening, async () => {
        const outcome = await work();
        if (!outcome.isDone) throw new Settled(outcome.answer, false);
        await this.keep(request, hash, outcome.answer);
        return outcome.answer;
      });
      return { answer, isRepeated: false };
    } catch (error) {
      if (!(error instanceof Settled)) throw error;
      return { answer: error.answer as Answer, isRepeated: error.isRepeated };
    } finally {
      this.#underWay.delete(name);
    }
  }

  /**
   * Two requests with one key at a time are told apart by a lock, which ends with its process. It is let go while
   * something is done apart: two requests to one process are told apart by their name, and of two processes one finds
   * the other's answer when it comes back.
   */
  private async take(tx: EntityManager, name: string): Promise<void> {
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
    { caller, path, key }: WriteRequest,
    requestHash: Buffer,
    answer: Answer,
  ): Promise<void> {
    await this.database.query(
      sql`delete from kept_answer where ctid = any(array(
        select ctid from kept_answer where kept_at <= now() - ${KEPT_FOR} limit ${CLEARED} for update skip locked))`,
    );
    const answerCipher = this.ring.encrypt('kept-answer', JSON.stringify({ answer }));
    await this.database.query(
      // One of this key that is over may not have been among those.
      sql`insert into kept_answer (caller, path, key, request_hash, answer_cipher)
        values (${caller}, ${path}, ${key}, ${requestHash}, ${answerCipher})
        on conflict (caller, path, key) do update set request_hash = excluded.request_hash,
          answer_cipher = excluded.answer_cipher, kept_at = excluded.kept_at`,
    );
  }
}

const nameOf = ({ caller, path, key }: WriteRequest): string => JSON.stringify([caller, path, key]);

/** Takes back a transaction that has an answer all the same: one that was kept, or one that refuses the request. */
class Settled extends Error {
  constructor(
    readonly answer: unknown,
    readonly isRepeated: boolean,
  ) {
    super('Settled without this transaction.');
  }
}
