import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Instant } from '../platform/database/columns.js';

/** A subject that stories share across sections. */
@Entity('tag')
@Unique('tag_slug', ['slug'])
@Index('tag_name', ['name', 'id'])
export class TagEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') slug: string;
  @Column('text') name: string;
  @Instant({ default: () => 'now()' }) createdAt: Date;
}
