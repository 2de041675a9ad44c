import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/**
 * A story's identity and visibility. Its content is in revisions: `publishedRevisionId` points at the one readers
 * see, `draftRevisionId` at the newest one not yet published. `scheduled` and `expired` are not stored: they follow
 * from `publishAt` and `expiresAt` and the clock.
 */
@Entity('article')
@Unique('article_slug', ['slug'])
@Unique('article_external_id', ['externalId'])
@Check('article_status', `status in ('draft', 'published', 'unpublished', 'retracted')`)
@Check('article_comment_policy', `comment_policy in ('open', 'firstTime', 'premoderated', 'closed')`)
@Check('article_comments_close', 'comments_close_after_days > 0')
@Check(
  'article_published_whole',
  `status <> 'published' or (publish_at is not null and published_revision_id is not null)`,
)
@Index('article_latest', { synchronize: false })
@Index('article_updated', { synchronize: false })
@Index('article_featured', { synchronize: false })
@Index('article_translations', { synchronize: false })
@Index('article_never_recommend', { synchronize: false })
@Index('article_expiring', ['expiresAt'], { where: 'expires_at is not null' })
@Index('article_embargoed', ['rightsEmbargoUntil'], { where: 'rights_embargo_until is not null' })
@Index('article_closing', ['publishAt'], { where: 'comments_close_after_days is not null' })
@Index('article_by_section', ['sectionId'])
@Index('article_by_published_revision', ['publishedRevisionId'], {
  where: 'published_revision_id is not null',
})
@Index('article_by_draft_revision', ['draftRevisionId'], { where: 'draft_revision_id is not null' })
export class ArticleEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text', { nullable: true }) externalId: string | null;
  @Column('text') slug: string;
  @Reference('SectionEntity', 'article_section') sectionId: string;
  @Column('text') status: 'draft' | 'published' | 'unpublished' | 'retracted';
  @Instant({ nullable: true }) publishAt: Date | null;
  @Instant({ nullable: true }) expiresAt: Date | null;
  @Instant({ nullable: true }) firstPublishedAt: Date | null;
  /** The editorial date that readers see. */
  @Instant() modifiedAt: Date;
  /** Moves with any change. */
  @Instant() updatedAt: Date;
  @Instant() createdAt: Date;
  @Column('integer', { default: 1 }) version: number;
  @Reference('ArticleRevisionEntity', 'article_published_revision', { nullable: true, deferred: true })
  publishedRevisionId: string | null;
  @Reference('ArticleRevisionEntity', 'article_draft_revision', { nullable: true, deferred: true })
  draftRevisionId: string | null;
  @Column('text') language: string;
  @Column('boolean', { default: false }) sensitive: boolean;
  /** Held at the top of the front page. */
  @Column('boolean', { default: false }) featured: boolean;
  /** Null follows the section's policy, and that of the site. */
  @Column('text', { nullable: true }) commentPolicy: 'open' | 'firstTime' | 'premoderated' | 'closed' | null;
  /** Null follows the section, and the site. */
  @Column('integer', { nullable: true }) commentsCloseAfterDays: number | null;
  @Column('text', { nullable: true }) canonicalUrl: string | null;
  @Column('boolean', { default: true }) rightsSyndicate: boolean;
  @Column('text', { nullable: true }) rightsHolder: string | null;
  @Column('text', { nullable: true }) rightsCredit: string | null;
  @Instant({ nullable: true }) rightsEmbargoUntil: Date | null;
  @Column('uuid', { nullable: true }) translationGroup: string | null;
  @Column('boolean', { default: false }) neverRecommend: boolean;
  @Column('text', { nullable: true }) retractionNotice: string | null;
  @Instant({ nullable: true }) retractedAt: Date | null;
}
