import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** A subject that stories share across sections. */
@Entity('tag')
@Unique('tag_slug', ['slug'])
@Index('tag_name', ['name', 'id'])
export class TagEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') slug: string;
  @Column('text') name: string;
  @Column('integer', { default: 1 }) version: number;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}

/** A slug that a tag had. It leads to its tag forever and is never given to another. */
@Entity('tag_alias')
@Index('tag_alias_by_tag', ['tagId'])
export class TagAliasEntity {
  @PrimaryColumn('text') slug: string;
  @Reference('TagEntity', 'tag_alias_tag', { onDelete: 'CASCADE' }) tagId: string;
  @Instant() since: Date;
}
