import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** What lets somebody without a key see one story as it will be. The token itself is nowhere: only its hash. */
@Entity('preview_token')
@Unique('preview_token_secret', ['secretHash'])
@Index('preview_token_of_article', ['articleId', 'createdAt', 'id'])
export class PreviewTokenEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('ArticleEntity', 'preview_token_article', { onDelete: 'CASCADE' }) articleId: string;
  /** SHA-256 of the token, which is 238 bits of chance. */
  @Column('bytea') secretHash: Buffer;
  @Column('text') createdBy: string;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant() expiresAt: Date;
}
