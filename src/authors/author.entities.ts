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
  @Column('integer', { default: 1 }) version: number;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}

/** A slug that an author had. It leads to its author forever and is never given to another. */
@Entity('author_alias')
@Index('author_alias_by_author', ['authorId'])
export class AuthorAliasEntity {
  @PrimaryColumn('text') slug: string;
  @Reference('AuthorEntity', 'author_alias_author', { onDelete: 'CASCADE' }) authorId: string;
  @Instant() since: Date;
}
