import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Instant, Reference } from '../platform/database/columns.js';

/** Someone who signs stories. */
@Entity('author')
@Unique('author_slug', ['slug'])
@Index('author_name', ['name', 'id'])
@Index('author_by_avatar', ['avatarId'], { where: 'avatar_id is not null' })
export class AuthorEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') slug: string;
  @Column('text') name: string;
  @Column('text', { nullable: true }) bio: string | null;
  @Reference('ImageEntity', 'author_avatar', { nullable: true }) avatarId: string | null;
  @Column('jsonb') links: { label: string; url: string }[];
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}
