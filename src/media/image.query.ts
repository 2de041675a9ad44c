import { API_ADDRESS } from '../body/own-images.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type FieldsSql, Shape } from '../platform/api/shape.js';
import type { Selection } from '../platform/api/selection.js';
import { literal, raw, sql, type Sql } from '../platform/database/sql.js';
import { WIDTHS } from './rendition.js';

export interface ImageRow {
  readonly i: Sql;
}

const focalPointShape = new Shape<ImageRow>('FocalPoint', {
  x: ({ i }) => sql`${i}.focal_x`,
  y: ({ i }) => sql`${i}.focal_y`,
});

/** The width that an uploaded picture has where only one is asked for: enough for a page and for previews of links. */
const USUAL_WIDTH = literal('1600');

/** By how much the picture at `imageUrl` is smaller than its file; as `renditionOf` says. */
const usualScale = (i: Sql): Sql =>
  sql`case when ${i}.media_type is not null and not ${i}.animated
    then least(1, ${USUAL_WIDTH}::float8 / ${i}.width) else 1 end`;

/** Width or height of what `imageUrl` leads to, null where nobody knows it. */
export const imageUrlSize = (i: Sql, side: 'width' | 'height'): Sql =>
  sql`case when ${i}.${raw(side)} is not null
    then greatest(1, floor(${i}.${raw(side)} * ${usualScale(i)} + 0.5))::int end`;

/**
 * Address of a picture in a row of `image`, null where the row is. A picture that this API serves itself is stored as
 * the path (`/demo/pictures/…`, `/media/…`) and made absolute here, so that it is right whatever PORT or
 * PUBLIC_BASE_URL is now. Any other is stored, and given, by its own address. Of an uploaded picture it is a rendition;
 * the file itself, which moves where the picture does, is what has no width in its address.
 */
export const imageUrl = (i: Sql, read: ReadContext): Sql =>
  sql`case when ${i}.media_type is not null
      then ${renditionUrl(i, sql`case when not ${i}.animated then ${USUAL_WIDTH} end`, read)}
    when ${i}.url like '/%' then ${literal(read.addresses.api)} || ${i}.url else ${i}.url end`;

/** The version in the address lets every cache keep what it gets for good. */
const renditionUrl = (i: Sql, width: Sql, { addresses }: ReadContext): Sql =>
  sql`concat(${literal(addresses.api)}, ${i}.url, '?', 'w=' || ${width} || '&', 'v=', ${i}.version)`;

/** Each width with the one before it, as rows of `values`. */
const WIDTH_STEPS = raw(WIDTHS.map((width, place) => `(${width}, ${WIDTHS[place - 1] ?? 0})`).join(', '));

/** Every width up to that of the picture, and the next, which gives the picture as wide as it is. */
const renditionSet = (i: Sql, read: ReadContext): Sql =>
  sql`(select string_agg(${renditionUrl(i, sql`step.width`, read)} || ' ' || least(step.width, ${i}.width) || 'w', ', '
      order by step.width)
    from (values ${WIDTH_STEPS}) as step (width, before) where step.before < ${i}.width)`;

/** Where this API serves pictures of its own. In a body every other path is the site's, and stays as it is. */
const OWN_PICTURES = '/demo/pictures/';

/** What stands before a picture's address in a stored body, and never in its text, where `<` and quotes are escaped. */
const IN_HTML = '<img src="';
const IN_BLOCKS = '"url":"';

/** The attribute `srcset` of a picture in a row of `image`; empty where no width is known. */
export const imageSrcset = (i: Sql, read: ReadContext): Sql =>
  sql`case when ${i}.media_type is not null and not ${i}.animated then ${renditionSet(i, read)}
    else coalesce(${imageUrl(i, read)} || ' ' || ${i}.width || 'w', '') end`;

/** The HTML of a body, with the addresses of pictures that this API serves made absolute, as `imageUrl` does. */
export const htmlWithImageUrls = (html: Sql, read: ReadContext): Sql => absolute(html, IN_HTML, read);

const MARK = literal(API_ADDRESS);

/**
 * The same for the blocks of a body. Whether there is anything to do is looked up in its HTML: measured, that costs a
 * third of what it costs to make every body's JSON anew.
 */
export const blocksWithImageUrls = (blocks: Sql, html: Sql, read: ReadContext): Sql =>
  sql`case when strpos(${html}, ${literal(IN_HTML + OWN_PICTURES)}) = 0 and strpos(${html}, ${MARK}) = 0 then ${blocks}
    else ${absolute(sql`${blocks}::text`, IN_BLOCKS, read)}::json end`;

const absolute = (text: Sql, before: string, { addresses }: ReadContext): Sql =>
  sql`replace(replace(${text}, ${literal(before + OWN_PICTURES)}, ${literal(before + addresses.api + OWN_PICTURES)}),
    ${MARK}, ${literal(addresses.api)})`;

/** Fields of `Image`, which `MediaImage` has as well. */
export const imageFields: FieldsSql<ImageRow> = {
  id: ({ i }) => sql`${i}.id`,
  url: ({ i }, _, read) => imageUrl(i, read),
  width: ({ i }) => sql`${i}.width`,
  height: ({ i }) => sql`${i}.height`,
  alt: ({ i }) => sql`${i}.alt`,
  caption: ({ i }) => sql`${i}.caption`,
  credit: ({ i }) => sql`${i}.credit`,
  focalPoint: ({ i }, { children }, read) =>
    sql`case when ${i}.focal_x is not null then ${focalPointShape.json({ i }, children, read)} end`,
  srcset: ({ i }, _, read) => imageSrcset(i, read),
};

export const imageShape = new Shape<ImageRow>('Image', imageFields, {
  kind: 'image',
  id: ({ i }) => sql`${i}.id`,
});

/** JSON of the image with this id, or null when the id is null. */
export function imageJson(id: Sql, selection: Selection, read: ReadContext): Sql {
  const i = read.alias('img');
  return sql`(select ${imageShape.json({ i }, selection, read)} from image ${i} where ${i}.id = ${id})`;
}
