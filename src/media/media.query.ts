import { Injectable } from '@nestjs/common';
import { ManagedReads } from '../platform/api/managed-list.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { Shape } from '../platform/api/shape.js';
import { instant, literal, sql } from '../platform/database/sql.js';
import { imageFields, type ImageRow } from './image.query.js';
import { MediaImage, MediaImageList } from './image.view.js';
import { imageNotFound } from './media.errors.js';

/** Fields of `MediaImage`. */
const mediaImageShape = new Shape<ImageRow>('MediaImage', {
  ...imageFields,
  version: ({ i }) => sql`${i}.version`,
  fileUrl: ({ i }, _, { addresses }) =>
    sql`case when ${i}.media_type is not null then concat(${literal(addresses.api)}, ${i}.url, '?v=', ${i}.version) end`,
  mediaType: ({ i }) => sql`${i}.media_type`,
  byteSize: ({ i }) => sql`${i}.byte_size`,
  animated: ({ i }) => sql`${i}.animated`,
  createdAt: ({ i }) => instant(sql`${i}.created_at`),
  updatedAt: ({ i }) => instant(sql`${i}.updated_at`),
});

/** Reads pictures for those who look after them. */
@Injectable()
export class MediaQuery extends ManagedReads<MediaImage> {
  constructor(plans: ReadPlans) {
    super(plans, {
      table: sql`image`,
      view: MediaImage,
      list: MediaImageList,
      json: (i, selection, read) => mediaImageShape.json({ i }, selection, read),
      about: (row) => sql`${row}.updated_at as updated, ${row}.version`,
      notFound: imageNotFound,
    });
  }
}
