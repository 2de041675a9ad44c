import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** A related story that an editor chose; pins come first, in their order. */
@Entity('related_pin')
@Index('related_pin_by_related', ['relatedId'])
export class RelatedPinEntity {
  @Reference('ArticleEntity', 'related_pin_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @Reference('ArticleEntity', 'related_pin_related', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  relatedId: string;
  @Column('integer') position: number;
}

/** A story that an editor does not want beside another. */
@Entity('related_exclusion')
@Index('related_exclusion_by_excluded', ['excludedId'])
export class RelatedExclusionEntity {
  @Reference('ArticleEntity', 'related_exclusion_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  @Reference('ArticleEntity', 'related_exclusion_excluded', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  excludedId: string;
}

/**
 * The related stories of a story as they are shown: its pins and what was computed, in order. More are kept than are
 * shown, so that one that goes out of sight leaves no hole.
 */
@Entity('related_story')
@Check('related_story_source', `source in ('pinned', 'computed')`)
@Index('related_story_by_related', ['relatedId'])
export class RelatedStoryEntity {
  @Reference('ArticleEntity', 'related_story_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  /** Pins have the lowest ranks. */
  @PrimaryColumn('integer') rank: number;
  @Reference('ArticleEntity', 'related_story_related', { onDelete: 'CASCADE' }) relatedId: string;
  @Column('text') source: 'pinned' | 'computed';
  /** Null for a pin. */
  @Column('real', { nullable: true }) score: number | null;
  @Column('json') reasons: { kind: string; detail: string }[];
}

/** A story whose related stories have to be chosen anew. Gone once they are. */
@Entity('related_due')
@Index('related_due_since', ['since'])
export class RelatedDueEntity {
  @Reference('ArticleEntity', 'related_due_article', { primary: true, onDelete: 'CASCADE' })
  @PrimaryColumn('uuid')
  articleId: string;
  /** Whether it was saved, so that the stories beside which it may now belong are due too. */
  @Column('boolean') spreads: boolean;
  @Instant({ default: () => 'now()' }) since: Date;
}
