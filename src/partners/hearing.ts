import { isOpenTo, partnerId, visibleTo } from '../articles/visibility.js';
import { isPartner, type ViewerClass } from '../platform/api/viewer.js';
import { sql, type Sql } from '../platform/database/sql.js';

/** Whether a partner was ever given this story. Nobody knows that of those who are no partner. */
export const wasGiven = (viewer: ViewerClass, articleId: Sql): Sql => {
  const id = partnerId(viewer);
  return sql`(${id} is null or exists (select 1 from partner_copy had
    where had.partner_id = ${id} and had.article_id = ${articleId}))`;
};

/** Whether a viewer is to hear that something happened to a story. A partner is, of what it may have or was given. */
export const hearsOf = (viewer: ViewerClass, articleId: Sql): Sql =>
  isPartner(viewer)
    ? sql`(${wasGiven(viewer, articleId)}
        or exists (select 1 from article heard where heard.id = ${articleId} and ${visibleTo(viewer, sql`heard`)}))`
    : isOpenTo(viewer);
