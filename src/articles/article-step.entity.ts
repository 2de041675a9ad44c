import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** Something that was done with a revision and made no other of it: who let readers see it, or took it back, and why. */
@Entity('article_step')
@Check('article_step_kind', `kind in ('published', 'unpublished', 'retracted')`)
@Index('article_step_by_revision', ['revisionId', 'createdAt'])
export class ArticleStepEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('ArticleRevisionEntity', 'article_step_revision', { onDelete: 'CASCADE' }) revisionId: string;
  @Column('text') kind: 'published' | 'unpublished' | 'retracted';
  @Column('text', { nullable: true }) reason: string | null;
  @Column('text') createdBy: string;
  @Instant() createdAt: Date;
}
