import { isPublic, visibleToPartner } from '../articles/visibility.js';
import { ArticleChangeKind } from '../live/article-change.view.js';
import { sql, type Sql } from '../platform/database/sql.js';

const KINDS: readonly string[] = Object.values(ArticleChangeKind);

/** Whether an entry `e` of the change log is for webhooks: of a story, or the end of an embargo. */
export const isForWebhooks = (
  e: Sql,
): Sql => sql`(${e}.subject = 'article' and ${e}.kind = any(${KINDS}::text[])
    or ${e}.subject = 'embargo' and ${e}.kind = 'ended')`;

/**
 * What happened, as a webhook `h` is told of an entry `e`. To a partner, a story is published when its embargo ends, and
 * its rights changed when they end before the story does.
 */
export const shownKind = (h: Sql, e: Sql): Sql => sql`case when ${e}.subject = 'embargo' then 'published'
    when ${h}.partner_id is not null and exists (select from article a where a.id = ${e}.subject_id
      and ${isPublic(sql`a`)} and not ${visibleToPartner(sql`${h}.partner_id`, sql`a`)}) then 'rightsChanged'
    else ${e}.kind end`;

/** Whether a webhook `h` is told of an entry `e` of the change log that is for webhooks. */
export const isTold = (h: Sql, e: Sql): Sql => sql`(
    (${h}.kinds = '{}' or ${shownKind(h, e)} = any(${h}.kinds))
    and (${h}.section_ids = '{}' or ${e}.tags && array(select 'section:' || id from unnest(${h}.section_ids) id))
    and case when ${h}.partner_id is null then ${e}.subject = 'article' else ${concernsPartner(h, e)} end)`;

/**
 * A partner hears of what it may have now, and of what it was given or is just being given, though it may not have that any
 * more.
 */
const concernsPartner = (h: Sql, e: Sql): Sql => sql`(
    exists (select from article a where a.id = ${e}.subject_id
      and (${e}.subject = 'article' or ${endsEmbargoOf(h, e)}) and ${visibleToPartner(sql`${h}.partner_id`, sql`a`)})
    or ${e}.subject = 'article' and (exists (select from partner_copy c
        where c.partner_id = ${h}.partner_id and c.article_id = ${e}.subject_id)
      or exists (select from webhook_delivery w
        where w.webhook_id = ${h}.id and w.article_id = ${e}.subject_id and w.state = 'waiting')))`;

/** Whether it is the partner's own embargo that ended, or that of the story, which is for all. */
const endsEmbargoOf = (
  h: Sql,
  e: Sql,
): Sql => sql`${e}.tags && (select array['embargo:0', 'embargo:' || p.embargo_minutes]
    from partner p where p.id = ${h}.partner_id)`;
