import type { ReadContext } from '../platform/api/read-context.js';
import { Shape } from '../platform/api/shape.js';
import type { Selection } from '../platform/api/selection.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';

interface ImageRow {
  readonly i: Sql;
}

const focalPointShape = new Shape<ImageRow>('FocalPoint', {
  x: ({ i }) => sql`${i}.focal_x`,
  y: ({ i }) => sql`${i}.focal_y`,
});

/**
 * Address of a picture in a row of `image`, null where the row is. A picture that this API serves itself is stored as
 * the path (`/demo/pictures/…`) and made absolute here, so that it is right whatever PORT or PUBLIC_BASE_URL is now.
 * Any other is stored, and given, by its own address.
 */
export const imageUrl = (i: Sql, read: ReadContext): Sql =>
  sql`case when ${i}.url like '/%' then ${literal(read.addresses.api)} || ${i}.url else ${i}.url end`;

/** Where this API serves pictures of its own. In a body every other path is the site's, and stays as it is. */
const OWN_PICTURES = '/demo/pictures/';

/** What stands before a picture's address in a stored body, and never in its text, where `<` and quotes are escaped. */
const IN_HTML = '<img src="';
const IN_BLOCKS = '"url":"';

/** The HTML of a body, with the addresses of pictures that this API serves made absolute, as `imageUrl` does. */
export const htmlWithImageUrls = (html: Sql, read: ReadContext): Sql => absolute(html, IN_HTML, read);

/**
 * The same for the blocks of a body. Whether there is anything to do is looked up in its HTML: measured, that costs a
 * third of what it costs to make every body's JSON anew.
 */
export const blocksWithImageUrls = (blocks: Sql, html: Sql, read: ReadContext): Sql =>
  sql`case when strpos(${html}, ${literal(IN_HTML + OWN_PICTURES)}) = 0 then ${blocks}
    else ${absolute(sql`${blocks}::text`, IN_BLOCKS, read)}::json end`;

const absolute = (text: Sql, before: string, { addresses }: ReadContext): Sql =>
  sql`replace(${text}, ${literal(before + OWN_PICTURES)}, ${literal(before + addresses.api + OWN_PICTURES)})`;

/** Fields of `Image`. */
export const imageShape = new Shape<ImageRow>('Image', {
  id: ({ i }) => sql`${i}.id`,
  url: ({ i }, _, read) => imageUrl(i, read),
  width: ({ i }) => sql`${i}.width`,
  height: ({ i }) => sql`${i}.height`,
  alt: ({ i }) => sql`${i}.alt`,
  caption: ({ i }) => sql`${i}.caption`,
  credit: ({ i }) => sql`${i}.credit`,
  focalPoint: ({ i }, { children }, read) =>
    sql`case when ${i}.focal_x is not null then ${focalPointShape.json({ i }, children, read)} end`,
  srcset: ({ i }, _, read) => sql`coalesce(${imageUrl(i, read)} || ' ' || ${i}.width || 'w', '')`,
});

/** JSON of the image with this id, or null when the id is null. */
export function imageJson(id: Sql, selection: Selection, read: ReadContext): Sql {
  const i = read.alias('img');
  return sql`(select ${imageShape.json({ i }, selection, read)} from image ${i} where ${i}.id = ${id})`;
}
