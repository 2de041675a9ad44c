import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** What a comment's text is recognised by when it is sent again. Texts of a few words have none. */
@Entity('comment_fingerprint')
@Index('comment_fingerprint_first', ['textHash', 'period'], { unique: true })
@Index('comment_fingerprint_age', ['at'])
@Index('comment_fingerprint_band_0', { synchronize: false })
@Index('comment_fingerprint_band_11', { synchronize: false })
@Index('comment_fingerprint_band_22', { synchronize: false })
@Index('comment_fingerprint_band_33', { synchronize: false })
@Index('comment_fingerprint_band_44', { synchronize: false })
@Index('comment_fingerprint_band_54', { synchronize: false })
export class CommentFingerprintEntity {
  @Reference('CommentEntity', 'comment_fingerprint_comment', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  commentId: string;
  @Instant() at: Date;
  /** The first 16 bytes of the SHA-256 of the folded text. */
  @Column('bytea') textHash: Buffer;
  /** SimHash of its words; null for fewer than eight. */
  @Column('bigint', { nullable: true }) simhash: string | null;
  /** Of the one comment that was first to say it, the span of time in which it was: of many at once, one is first. */
  @Column('integer', { nullable: true }) period: number | null;
}

/**
 * A name that a signed-in reader has an approved comment under, folded; nobody else may look like it. It goes with the
 * last comment of the account.
 */
@Entity('comment_reader_name')
@Index('comment_reader_name_subject', ['subjectIndex'])
export class CommentReaderNameEntity {
  @PrimaryColumn('text') folded: string;
  @PrimaryColumn('bytea') subjectIndex: Buffer;
  @Instant() since: Date;
}
