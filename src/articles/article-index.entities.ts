import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/**
 * Every slug that a story has or had. An old slug leads to its story forever and is never given to another, even when
 * the story itself is deleted.
 */
@Entity('article_alias')
@Index('article_alias_by_article', ['articleId'])
export class ArticleAliasEntity {
  @PrimaryColumn('text') slug: string;
  /** Null when the story was deleted: the slug stays taken, and leads nowhere. */
  @Reference('ArticleEntity', 'article_alias_article', { nullable: true, onDelete: 'SET NULL' })
  articleId: string | null;
  @Instant() since: Date;
  /** Null while it is the current slug. */
  @Instant({ nullable: true }) until: Date | null;
}

/** An address that a story had on the site's former system. */
@Entity('article_permalink')
@Index('article_permalink_by_article', ['articleId'])
export class ArticlePermalinkEntity {
  /** Path and query. */
  @PrimaryColumn('text') url: string;
  /** Without `www.`; empty where nobody said, which stands for any. */
  @PrimaryColumn('text', { default: '' }) host: string;
  @Instant({ default: () => 'now()' }) since: Date;
  @Reference('ArticleEntity', 'article_permalink_article', { onDelete: 'CASCADE' }) articleId: string;
}

/** Published stories by section; a story stands under its section and under every section above it. */
@Entity('article_listing')
@Index('article_listing_latest', { synchronize: false })
@Index('article_listing_by_article', ['articleId'])
export class ArticleListingEntity {
  @Reference('SectionEntity', 'article_listing_section', { primary: true })
  @PrimaryColumn('uuid')
  sectionId: string;
  @Reference('ArticleEntity', 'article_listing_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @Instant() publishAt: Date;
}

/** Who signs a published story, in order. */
@Entity('article_author')
@Index('article_author_latest', { synchronize: false })
export class ArticleAuthorEntity {
  @Reference('AuthorEntity', 'article_author_author', { primary: true })
  @PrimaryColumn('uuid')
  authorId: string;
  @Reference('ArticleEntity', 'article_author_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @Column('integer') position: number;
  @Instant() publishAt: Date;
}

/** The tags of a published story, in order. */
@Entity('article_tag')
@Index('article_tag_latest', { synchronize: false })
export class ArticleTagEntity {
  @Reference('TagEntity', 'article_tag_tag', { primary: true })
  @PrimaryColumn('uuid')
  tagId: string;
  @Reference('ArticleEntity', 'article_tag_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @Column('integer') position: number;
  @Instant() publishAt: Date;
}

/** Counters of a story, folded from `activity` once a second. */
@Entity('article_stats')
@Index('article_stats_comments', { synchronize: false })
@Index('article_stats_shares', { synchronize: false })
export class ArticleStatsEntity {
  @Reference('ArticleEntity', 'article_stats_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @Column('integer', { default: 0 }) commentCount: number;
  @Column('integer', { default: 0 }) shareCount: number;
}

/** A story's turn that the clock will bring: readers will see it from then on, or no more. Gone once announced. */
@Entity('article_due')
@Check('article_due_kind', `kind in ('published', 'expired')`)
@Index('article_due_next', ['dueAt'])
export class ArticleDueEntity {
  @Reference('ArticleEntity', 'article_due_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @PrimaryColumn('text') kind: 'published' | 'expired';
  @PrimaryColumn({ type: 'timestamp with time zone', precision: 3 }) dueAt: Date;
}

/** A correction, clarification or update that is shown with the story. */
@Entity('article_correction')
@Check('article_correction_kind', `kind in ('correction', 'clarification', 'update')`)
@Index('article_correction_by_article', ['articleId', 'at'])
export class ArticleCorrectionEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('ArticleEntity', 'article_correction_article', { onDelete: 'CASCADE' }) articleId: string;
  @Column('text') kind: 'correction' | 'clarification' | 'update';
  @Column('text') text: string;
  @Instant() at: Date;
  /** Version of the story that it came with; 1 where nobody knows. */
  @Column('integer', { default: 1 }) version: number;
}
