import { API_ADDRESS } from '../body/own-images.js';
import { literal, sql, type Sql } from '../platform/database/sql.js';

/** How the HTML of a body names an uploaded picture; the migration has it as well. */
const IN_BODY = `<img src="${API_ADDRESS}/media/`;

/** Whether the body of a revision shows the picture. In the words of the index that it is looked up by. */
export const usedInBody = (r: Sql, id: Sql): Sql =>
  sql`(strpos(${r}.html, ${literal(IN_BODY)}) > 0 and body_images(${r}.html) @> array[${id}])`;

/** Whether anything at all uses the picture, seen or not. */
export const isUsed = (id: Sql): Sql => sql`(
    exists (select 1 from article_revision r where r.lead_image_id = ${id})
    or exists (select 1 from article_revision r where ${usedInBody(sql`r`, id)})
    or exists (select 1 from author where avatar_id = ${id})
    or exists (select 1 from placement where image_id = ${id}))`;
