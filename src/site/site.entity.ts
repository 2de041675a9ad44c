import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { Instant } from '../platform/database/columns.js';

/** The one row of settings that a newsroom sets for its site. */
@Entity('site')
@Check('site_single', 'id = 1')
@Check('site_comment_policy', `comment_policy in ('open', 'firstTime', 'premoderated', 'closed')`)
@Check('site_comments_close', 'comments_close_after_days > 0')
@Check('site_anonymous_access', `anonymous_access in ('full', 'excerpt', 'none')`)
export class SiteEntity {
  @PrimaryColumn('smallint', { default: 1 }) id: number;
  @Column('text') name: string;
  @Column('text', { nullable: true }) tagline: string | null;
  @Column('text') language: string;
  @Column('text') copyrightNotice: string;
  @Column('jsonb') labels: Record<string, string>;
  @Column('text', { array: true }) shareNetworks: string[];
  @Column('text') commentPolicy: 'open' | 'firstTime' | 'premoderated' | 'closed';
  /** Days after its publication in which a story takes comments; null for ever. */
  @Column('integer', { nullable: true }) commentsCloseAfterDays: number | null;
  @Column('text') anonymousAccess: 'full' | 'excerpt' | 'none';
  @Column('integer', { default: 1 }) version: number;
  @Instant() updatedAt: Date;
}
