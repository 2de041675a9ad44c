import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant } from '../database/columns.js';

/** The answer to a write that came with an `Idempotency-Key`, kept for a day and encrypted: it may hold a secret. */
@Entity('kept_answer')
@Index('kept_answer_kept', ['keptAt'])
export class KeptAnswerEntity {
  @PrimaryColumn('text') caller: string;
  @PrimaryColumn('text') path: string;
  @PrimaryColumn('text') key: string;
  /** HMAC of the request. */
  @Column('bytea') requestHash: Buffer;
  @Column('bytea') answerCipher: Buffer;
  @Instant({ default: () => 'now()' }) keptAt: Date;
}
