import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Block, Gap } from '../body/body.js';
import { Instant, Reference } from '../platform/database/columns.js';

/** One saved state of a story's content. What readers need of it is prepared when it is saved, not when it is read. */
@Entity('article_revision')
@Unique('article_revision_number', ['articleId', 'number'])
@Index('article_revision_images', { synchronize: false })
@Index('article_revision_by_section', ['sectionId'])
@Index('article_revision_authors', { synchronize: false })
@Index('article_revision_tags', { synchronize: false })
@Index('article_revision_by_lead', ['leadImageId'], { where: 'lead_image_id is not null' })
export class ArticleRevisionEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('ArticleEntity', 'article_revision_article', { onDelete: 'CASCADE' }) articleId: string;
  @Column('integer') number: number;
  @Column('text') headline: string;
  /** The headline percent-encoded (RFC 3986), so that share links are put together without work at read time. */
  @Column('text') headlineUri: string;
  @Column('text', { nullable: true }) dek: string | null;
  @Column('text') excerpt: string;
  @Column('json') blocks: Block[];
  @Column('text') html: string;
  @Column('text') text: string;
  @Column('integer') wordCount: number;
  @Column('integer') readingMinutes: number;
  /** Where a sponsor slot may stand, with the words and blocks before it. */
  @Column('jsonb') gaps: Gap[];
  /** SHA-256 of what an import said last, to tell a change of its file from a repetition. Kept by edits. */
  @Column('text') contentHash: string;
  @Reference('SectionEntity', 'article_revision_section') sectionId: string;
  @Column('uuid', { array: true }) authorIds: string[];
  @Column('uuid', { array: true }) tagIds: string[];
  @Reference('ImageEntity', 'article_revision_lead_image', { nullable: true }) leadImageId: string | null;
  @Column('text', { nullable: true }) seoTitle: string | null;
  @Column('text', { nullable: true }) seoDescription: string | null;
  /** Internal: never leaves in a public answer. */
  @Column('text', { nullable: true }) note: string | null;
  @Column('text', { nullable: true }) reason: string | null;
  @Column('text') createdBy: string;
  @Instant() createdAt: Date;
}
