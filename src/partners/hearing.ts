import { isOpenTo, partnerId, visibleTo } from '../articles/visibility.js';
import { isPartner, type ViewerClass } from '../platform/api/viewer.js';
import { sql, type Sql } from '../platform/database/sql.js';

/**
 * Whether a partner was given this story, and was not told before that it may not have it any more. Nobody knows that of
 * those who are no partner.
 * @param version of the story that it is about to be told of: what it was told up to there it is told again, since answers
 * are lost on the way; null for any
 */
export const wasGiven = (viewer: ViewerClass, articleId: Sql, version: Sql | null = null): Sql => {
  const id = partnerId(viewer);
  const isNews = version
    ? sql` and (had.told_version is null or had.told_version >= coalesce(${version}, 0))`
    : sql``;
  return sql`(${id} is null or exists (select 1 from partner_copy had
    where had.partner_id = ${id} and had.article_id = ${articleId}${isNews}))`;
};

/**
 * Whether a viewer is to know of a story that it may not have now. A partner is, of what it was given.
 * @param version of the story that it is about to be told of; null for any
 */
export const hearsOf = (viewer: ViewerClass, articleId: Sql, version: Sql | null = null): Sql =>
  isPartner(viewer)
    ? sql`(${wasGiven(viewer, articleId, version)}
        or exists (select 1 from article heard where heard.id = ${articleId} and ${visibleTo(viewer, sql`heard`)}))`
    : isOpenTo(viewer);
