import type { ViewerClass } from '../platform/api/viewer.js';
import { sql, type Sql } from '../platform/database/sql.js';

/** A story that readers may find now: published, its time come and not yet over. `a` is the table `article`. */
export const isPublic = (a: Sql): Sql =>
  sql`(${a}.status = 'published' and ${a}.publish_at <= now() and (${a}.expires_at is null or ${a}.expires_at > now()))`;

/** Whether the site is open to the caller at all: not to anonymous ones where `anonymousAccess` is `none`. */
export const isOpenTo = (viewer: ViewerClass): Sql =>
  viewer === 'anonymous' ? sql`(select site.anonymous_access <> 'none' from site)` : sql`true`;

/**
 * The one condition that every query of stories starts from. Rows are never filtered afterwards.
 * Anonymous callers see nothing on a site whose `anonymousAccess` is `none`.
 */
export const visibleTo = (viewer: ViewerClass, a: Sql): Sql =>
  viewer === 'anonymous' ? sql`(${isPublic(a)} and ${isOpenTo(viewer)})` : isPublic(a);

/** Whether the caller may read whole stories. On a site that gives anonymous callers excerpts, they may not. */
export const readsBodies = (viewer: ViewerClass): Sql =>
  viewer === 'anonymous' ? sql`(select site.anonymous_access = 'full' from site)` : sql`true`;

/** The status that the API shows: the stored one, and what the clock makes of it. */
export const statusOf = (a: Sql): Sql => sql`case
    when ${a}.status = 'published' and ${a}.publish_at > now() then 'scheduled'
    when ${a}.status = 'published' and ${a}.expires_at <= now() then 'expired'
    else ${a}.status end`;
