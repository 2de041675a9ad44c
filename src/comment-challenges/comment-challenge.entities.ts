import { Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** A discussion under attack: until then its comments are taken with a solved challenge alone. */
@Entity('comment_attack')
@Index('comment_attack_end', ['until'])
export class CommentAttackEntity {
  @Reference('ArticleEntity', 'comment_attack_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @Instant() until: Date;
}

/** A challenge whose solution was sent in once, kept until nobody can send it again. */
@Entity('used_challenge')
@Index('used_challenge_kept', ['keptUntil'])
export class UsedChallengeEntity {
  @PrimaryColumn('bytea') nonce: Buffer;
  @Instant() keptUntil: Date;
}
