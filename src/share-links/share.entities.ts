import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** A short code that leads to a story. It points at the story, never at a URL, so it cannot lead off the site. */
@Entity('share_code')
@Index('share_code_primary', { synchronize: false })
@Index('share_code_by_article', ['articleId'])
export class ShareCodeEntity {
  @PrimaryColumn('text') code: string;
  @Reference('ArticleEntity', 'share_code_article', { onDelete: 'CASCADE' }) articleId: string;
  /** Null for the one code that every published story has. */
  @Column('text', { nullable: true }) campaign: string | null;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) expiresAt: Date | null;
}

/** Visits that came to a story through its share links, by network. */
@Entity('share_count')
export class ShareCountEntity {
  @Reference('ArticleEntity', 'share_count_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @PrimaryColumn('text') network: string;
  @Column('integer') visits: number;
}
