import { visibleToPartner } from '../articles/visibility.js';
import { ArticleChangeKind } from '../live/article-change.view.js';
import { sql, type Sql } from '../platform/database/sql.js';

const KINDS: readonly string[] = Object.values(ArticleChangeKind);
/** What a partner that has a story is told of, though it may not have it any more and was told so before. */
const LAST_WORDS = [ArticleChangeKind.RETRACTED, ArticleChangeKind.DELETED];

/** Whether an entry `e` of the change log is for webhooks: of a story, or the end of an embargo. */
export const isForWebhooks = (
  e: Sql,
): Sql => sql`(${e}.subject = 'article' and ${e}.kind = any(${KINDS}::text[])
    or ${e}.subject = 'embargo' and ${e}.kind = 'ended')`;

/** What happened, as webhooks are told: to a partner, a story is published when its embargo ends. */
export const shownKind = (e: Sql): Sql =>
  sql`case when ${e}.subject = 'embargo' then 'published' else ${e}.kind end`;

/**
 * Whether a partner that had a story, as the row `c` of `partner_copy` says, is still to hear of this kind though it may
 * not have the story now: of the first thing that took it away, and of what ends it for everybody.
 */
export const isToBeTold = (c: Sql, kind: Sql): Sql =>
  sql`(${c}.told_at is null or ${kind} = any(${LAST_WORDS}::text[]))`;

/** Whether a webhook `h` is told of an entry `e` of the change log that is for webhooks. */
export const isTold = (h: Sql, e: Sql): Sql => sql`(
    (${h}.kinds = '{}' or ${shownKind(e)} = any(${h}.kinds))
    and (${h}.section_ids = '{}' or ${e}.tags && array(select 'section:' || id from unnest(${h}.section_ids) id))
    and case when ${h}.partner_id is null then ${e}.subject = 'article' else ${concernsPartner(h, e)} end)`;

/** A partner hears of what it may have now, and of the end of what it has. */
const concernsPartner = (h: Sql, e: Sql): Sql => sql`(
    exists (select from article a where a.id = ${e}.subject_id
      and (${e}.subject = 'article' or ${endsEmbargoOf(h, e)}) and ${visibleToPartner(sql`${h}.partner_id`, sql`a`)})
    or ${e}.subject = 'article' and exists (select from partner_copy c
      where c.partner_id = ${h}.partner_id and c.article_id = ${e}.subject_id
        and ${isToBeTold(sql`c`, sql`${e}.kind`)}))`;

/** Whether it is the partner's own embargo that ended, or that of the story, which is for all. */
const endsEmbargoOf = (
  h: Sql,
  e: Sql,
): Sql => sql`${e}.tags && (select array['embargo:0', 'embargo:' || p.embargo_minutes]
    from partner p where p.id = ${h}.partner_id)`;
