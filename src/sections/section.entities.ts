import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** A section of the site. `path` lists the sections from the top one down to this one, itself included. */
@Entity('section')
@Unique('section_slug', ['slug'])
@Check('section_comment_policy', `comment_policy in ('open', 'firstTime', 'premoderated', 'closed')`)
@Check('section_comments_close', 'comments_close_after_days > 0')
@Index('section_children', ['parentId', 'position'])
export class SectionEntity {
  @PrimaryColumn('uuid') id: string;
  @Reference('SectionEntity', 'section_parent', { nullable: true }) parentId: string | null;
  @Column('text') slug: string;
  @Column('text') name: string;
  @Column('text', { nullable: true }) description: string | null;
  @Column('uuid', { array: true }) path: string[];
  @Column('integer', { default: 0 }) position: number;
  /** Place in the site's navigation, from 0; null when the section is not in it. */
  @Column('integer', { nullable: true }) navigationPosition: number | null;
  /** Of its stories and those of the sections below it; null follows the section above, and the site. */
  @Column('text', { nullable: true }) commentPolicy: 'open' | 'firstTime' | 'premoderated' | 'closed' | null;
  @Column('integer', { nullable: true }) commentsCloseAfterDays: number | null;
  @Column('integer', { default: 1 }) version: number;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}

/** A slug that a section had. It leads to its section forever and is never given to another. */
@Entity('section_alias')
@Index('section_alias_by_section', ['sectionId'])
export class SectionAliasEntity {
  @PrimaryColumn('text') slug: string;
  @Reference('SectionEntity', 'section_alias_section', { onDelete: 'CASCADE' }) sectionId: string;
  @Instant() since: Date;
}
