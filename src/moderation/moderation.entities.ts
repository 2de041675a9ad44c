import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** What the phases found about a comment when they judged it: the whole of it is one row. */
@Entity('comment_judgement')
@Index('comment_judgement_history', ['commentId', 'at'])
export class CommentJudgementEntity {
  /** Its last byte is zero; with the place of a phase, from one, it is the id of what that phase decided. */
  @PrimaryColumn('uuid') id: string;
  @Reference('CommentEntity', 'comment_judgement_comment', { onDelete: 'CASCADE' }) commentId: string;
  @Instant() at: Date;
  /** Of every phase in their order; what is null is left out. */
  @Column('jsonb') findings: object[];
}

/** What was decided about a comment, by whom and why: one row for each act of a person. `comment_decided` has both. */
@Entity('comment_decision')
@Check('comment_decision_source', `source in ('moderator', 'author', 'system')`)
@Index('comment_decision_history', ['commentId', 'at', 'id'])
@Index('comment_decision_undone', ['undoes'], { where: 'undoes is not null' })
export class CommentDecisionEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('CommentEntity', 'comment_decision_comment', { onDelete: 'CASCADE' }) commentId: string;
  @Instant() at: Date;
  @Column('text') source: 'moderator' | 'author' | 'system';
  /** Name of the key that a person acted with, or of the rule of the program. */
  @Column('text') actor: string;
  /** What was done, such as `approve`. */
  @Column('text') verdict: string;
  @Column('text', { nullable: true }) reason: string | null;
  /** State of the comment before and after; null for what changed nothing about it. */
  @Column('text', { nullable: true }) statusBefore: string | null;
  @Column('text', { nullable: true }) statusAfter: string | null;
  /** The decision that this one takes back. */
  @Reference('CommentDecisionEntity', 'comment_decision_undoes', { nullable: true, onDelete: 'CASCADE' })
  undoes: string | null;
}

/** Somebody whose comments are not taken: an e-mail address or a signed-in reader by HMAC, or a range of addresses. */
@Entity('comment_ban')
@Check('comment_ban_kind', `kind in ('email', 'reader', 'network')`)
@Check(
  'comment_ban_target',
  `(kind = 'network') = (network is not null) and (kind = 'network') = (identity_index is null)`,
)
@Index('comment_ban_identity', ['identityIndex'], { where: 'identity_index is not null' })
@Index('comment_ban_network', { synchronize: false })
export class CommentBanEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') kind: 'email' | 'reader' | 'network';
  @Column('bytea', { nullable: true }) identityIndex: Buffer | null;
  @Column('cidr', { nullable: true }) network: string | null;
  @Column('text') reason: string;
  @Column('text') createdBy: string;
  @Instant() createdAt: Date;
  /** Null for a ban without end. */
  @Instant({ nullable: true }) expiresAt: Date | null;
  @Column('text', { nullable: true }) liftedBy: string | null;
  @Instant({ nullable: true }) liftedAt: Date | null;
}
