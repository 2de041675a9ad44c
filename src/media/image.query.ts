import type { ReadContext } from '../platform/api/read-context.js';
import { Shape } from '../platform/api/shape.js';
import type { Selection } from '../platform/api/selection.js';
import { sql, type Sql } from '../platform/database/sql.js';

interface ImageRow {
  readonly i: Sql;
}

const focalPointShape = new Shape<ImageRow>('FocalPoint', {
  x: ({ i }) => sql`${i}.focal_x`,
  y: ({ i }) => sql`${i}.focal_y`,
});

/** Fields of `Image`. */
export const imageShape = new Shape<ImageRow>('Image', {
  id: ({ i }) => sql`${i}.id`,
  url: ({ i }) => sql`${i}.url`,
  width: ({ i }) => sql`${i}.width`,
  height: ({ i }) => sql`${i}.height`,
  alt: ({ i }) => sql`${i}.alt`,
  caption: ({ i }) => sql`${i}.caption`,
  credit: ({ i }) => sql`${i}.credit`,
  focalPoint: ({ i }, { children }, read) =>
    sql`case when ${i}.focal_x is not null then ${focalPointShape.json({ i }, children, read)} end`,
  srcset: ({ i }) => sql`coalesce(${i}.url || ' ' || ${i}.width || 'w', '')`,
});

/** JSON of the image with this id, or null when the id is null. */
export function imageJson(id: Sql, selection: Selection, read: ReadContext): Sql {
  const i = read.alias('img');
  return sql`(select ${imageShape.json({ i }, selection, read)} from image ${i} where ${i}.id = ${id})`;
}
