import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** A reader's comment. `path` is the way down to it from its root comment, one label a level. */
@Entity('comment')
@Unique('comment_external_id', ['articleId', 'externalId'])
@Check('comment_status', `status in ('approved', 'pending', 'rejected', 'spam', 'deleted')`)
@Index('comment_newest', { synchronize: false })
@Index('comment_best', { synchronize: false })
@Index('comment_controversial', { synchronize: false })
@Index('comment_replies', { synchronize: false })
@Index('comment_replies_best', { synchronize: false })
@Index('comment_replies_controversial', { synchronize: false })
@Index('comment_queue', ['status', 'createdAt', 'id'])
@Index('comment_featured', ['articleId'], { where: `featured and status = 'approved'` })
@Index('comment_flagged', ['createdAt', 'id'], { where: `flag_count > 0 and status = 'approved'` })
export class CommentEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('ArticleEntity', 'comment_article', { onDelete: 'CASCADE' }) articleId: string;
  @Reference('CommentEntity', 'comment_parent', { nullable: true, onDelete: 'CASCADE' }) parentId:
    string | null;
  @Column('text', { nullable: true }) externalId: string | null;
  @Column('ltree') path: string;
  @Column('integer') depth: number;
  @Column('text') authorName: string;
  @Column('text', { nullable: true }) authorWebsite: string | null;
  @Column('text') avatarSeed: string;
  @Column('text', { array: true }) badges: string[];
  @Column('text') text: string;
  @Column('text') html: string;
  @Column('text') status: 'approved' | 'pending' | 'rejected' | 'spam' | 'deleted';
  @Column('boolean', { default: false }) featured: boolean;
  /** Direct replies that readers can see. */
  @Column('integer', { default: 0 }) replyCount: number;
  @Column('integer', { default: 0 }) reactionsUp: number;
  @Column('integer', { default: 0 }) reactionsDown: number;
  /** Readers who told the moderators of it since one of them last approved it. */
  @Column('integer', { default: 0 }) flagCount: number;
  /** Sort keys of `best` and `controversial`, kept with the reactions that they follow from. */
  @Column('double precision', { default: 0 }) best: number;
  @Column('double precision', { default: 0 }) controversy: number;
  /** Tells what an import said of the comment from what a later one says. */
  @Column('text', { nullable: true }) importHash: string | null;
  /** SHA-256 of the token that lets the author manage the comment. */
  @Column('bytea', { nullable: true }) tokenHash: Buffer | null;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) editedAt: Date | null;
}

/** Who wrote a comment: encrypted, found by HMAC, and never joined by a public query. */
@Entity('comment_identity')
@Index('comment_identity_email', ['emailIndex', 'createdAt'])
@Index('comment_identity_subject', ['subjectIndex', 'createdAt'], { where: 'subject_index is not null' })
@Index('comment_identity_address', ['createdAt'], { where: 'address_cipher is not null' })
export class CommentIdentityEntity {
  @Reference('CommentEntity', 'comment_identity_comment', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  commentId: string;
  @Column('bytea') emailCipher: Buffer;
  @Column('bytea') emailIndex: Buffer;
  @Column('bytea', { nullable: true }) addressCipher: Buffer | null;
  /** HMAC of the identity provider's name for a reader who was signed in. */
  @Column('bytea', { nullable: true }) subjectIndex: Buffer | null;
  @Instant({ default: () => 'now()' }) createdAt: Date;
}
