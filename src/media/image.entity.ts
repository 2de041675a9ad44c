import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant } from '../platform/database/columns.js';

/** A picture: one that was uploaded and lies in the storage, or one by reference. */
@Entity('image')
@Index('image_url', ['url'])
@Index('image_newest', ['createdAt', 'id'])
@Check(
  'image_whole',
  `(media_type is null) = (content_hash is null) and (media_type is null) = (byte_size is null)
    and (media_type is null or (width is not null and height is not null))`,
)
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
  /** Grows with every change. */
  @Column('integer', { default: 1 }) version: number;
  /** Of the stored file; null for a picture by reference, of which nothing is stored. */
  @Column('text', { nullable: true }) mediaType: string | null;
  @Column('integer', { nullable: true }) byteSize: number | null;
  /** SHA-256 of the stored file, in hexadecimal. */
  @Column('text', { nullable: true }) contentHash: string | null;
  @Column('boolean', { default: false }) animated: boolean;
  @Instant({ default: () => 'now()' }) createdAt: Date;
  @Instant({ default: () => 'now()' }) updatedAt: Date;
}
