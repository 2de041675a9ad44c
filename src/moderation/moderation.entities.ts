import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** What was decided about a comment, by whom and why: one row for each phase that judged it, and for each act of a person. */
@Entity('comment_decision')
@Check('comment_decision_source', `source in ('phase', 'moderator', 'author', 'system')`)
@Index('comment_decision_history', ['commentId', 'at', 'id'])
@Index('comment_decision_undone', ['undoes'], { where: 'undoes is not null' })
export class CommentDecisionEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('CommentEntity', 'comment_decision_comment', { onDelete: 'CASCADE' }) commentId: string;
  @Instant() at: Date;
  @Column('text') source: 'phase' | 'moderator' | 'author' | 'system';
  /** Name of the phase, or of the key that a person acted with. */
  @Column('text') actor: string;
  /** Of a phase its verdict; of a person what was done, such as `approve`. */
  @Column('text') verdict: string;
  /** Which rule of the phase it was. */
  @Column('text', { nullable: true }) rule: string | null;
  @Column('double precision', { nullable: true }) score: number | null;
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
