import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** What a comment said before one of its edits, numbered from 1. */
@Entity('comment_revision')
export class CommentRevisionEntity {
  @Reference('CommentEntity', 'comment_revision_comment', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  commentId: string;
  @PrimaryColumn('integer') n: number;
  @Column('text') text: string;
  @Column('text') html: string;
  /** When it was replaced. */
  @Instant() at: Date;
}

/**
 * What a reader thinks of a comment. `reader` is an HMAC of the comment and whoever it was: another value on every
 * comment, so that nobody can be followed from one to the next.
 */
@Entity('comment_reaction')
@Check('comment_reaction_value', `value in ('up', 'down')`)
export class CommentReactionEntity {
  @Reference('CommentEntity', 'comment_reaction_comment', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  commentId: string;
  @PrimaryColumn('bytea') reader: Buffer;
  @Column('text') value: 'up' | 'down';
  @Instant() at: Date;
}

/** What a reader told the moderators of a comment; `reader` is that of a reaction. */
@Entity('comment_flag')
@Check('comment_flag_reason', `reason in ('spam', 'abuse', 'offTopic', 'privacy', 'other')`)
export class CommentFlagEntity {
  @Reference('CommentEntity', 'comment_flag_comment', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  commentId: string;
  @PrimaryColumn('bytea') reader: Buffer;
  @Column('text') reason: 'spam' | 'abuse' | 'offTopic' | 'privacy' | 'other';
  @Column('text', { nullable: true }) note: string | null;
  @Instant() at: Date;
}
