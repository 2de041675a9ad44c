import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant } from '../platform/database/columns.js';

/** A picture by reference: its address and what must be said with it. */
@Entity('image')
@Index('image_url', ['url'])
export class ImageEntity {
  @PrimaryColumn('uuid') id: string;
  /** Absolute, or a path of this API (`/…`) when the API serves the picture itself; read it with `imageUrl`. */
  @Column('text') url: string;
  @Column('integer', { nullable: true }) width: number | null;
  @Column('integer', { nullable: true }) height: number | null;
  @Column('text', { default: '' }) alt: string;
  @Column('text', { nullable: true }) caption: string | null;
  @Column('text', { nullable: true }) credit: string | null;
  /** The point that a crop must keep, as fractions of width and height from the top left corner. */
  @Column('real', { nullable: true }) focalX: number | null;
  @Column('real', { nullable: true }) focalY: number | null;
  @Instant({ default: () => 'now()' }) createdAt: Date;
}
