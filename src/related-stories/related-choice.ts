import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { raw, sql, type Sql } from '../platform/database/sql.js';

/** Whoever writes related stories takes turns: two that choose for the same story would each store a list. */
const RELATED_LOCK = 0x72656c61;

/**
 * Waits for the turn to write related stories, and keeps it until the commit: `alone`, or beside others who have made
 * sure that they do not choose for the same stories.
 */
export async function takeTurn(tx: EntityManager, mode: 'alone' | 'beside'): Promise<void> {
  const lock = raw(mode === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared');
  await run(tx, sql`select ${lock}(${RELATED_LOCK})`);
}

/**
 * Chooses anew for these stories and no others: their pins, then what is computed for them.
 * @returns ids of those whose list is another one now. Most come out as they were, and are not written again.
 */
export async function chooseFor(tx: EntityManager, articleIds: readonly string[]): Promise<string[]> {
  const rows = await run<{ id: string }>(tx, choiceFor(articleIds));
  return rows.map(({ id }) => id);
}

/** How many computed stories are kept for each story. More than are shown: some may go out of sight. */
const STORED = raw('20');
/** More than any story has pins: they rank below zero. */
const PINS = raw('1000');
/** The newest stories of each tag that are looked at. */
const PER_TAG = raw('50');
/** The newest stories of the section that are looked at. */
const PER_SECTION = raw('25');

/** The newest stories with each of the tags in `tags`. */
const newestOfTags = (tags: Sql): Sql => sql`select wanted.tag_id, newest.article_id, newest.publish_at
  from (${tags}) wanted, lateral (select t.article_id, t.publish_at from article_tag t
    where t.tag_id = wanted.tag_id order by t.publish_at desc, t.article_id desc limit ${PER_TAG}) newest`;

/** The newest stories of each of the sections in `sections`. */
const newestOfSections = (
  sections: Sql,
): Sql => sql`select wanted.section_id, newest.article_id, newest.publish_at
  from (${sections}) wanted, lateral (select l.article_id, l.publish_at from article_listing l
    where l.section_id = wanted.section_id order by l.publish_at desc, l.article_id desc limit ${PER_SECTION}) newest`;

/** Ids of stories that share a tag or the section with those in `stories` and are new enough to be chosen among. */
export const neighboursOf = (stories: Sql): Sql => sql`
  select article_id as id from (${newestOfTags(
    sql`select distinct tag_id from article_tag where article_id in (${stories})`,
  )}) by_tag
  union
  select article_id from (${newestOfSections(
    sql`select distinct section_id from article where id in (${stories})`,
  )}) by_section`;

/** Why a story of `chosen` stands beside one of `subject`. */
const REASONS = sql`to_json(array_remove(array[
    case when chosen.tags > 0 then jsonb_build_object('kind', 'tags', 'detail', named.tags) end,
    case when chosen.section > 0 then jsonb_build_object('kind', 'section', 'detail', subject.section) end
  ]::jsonb[], null))`;

/** The columns of a related story beside the key, as they are compared. */
const contentOf = (x: Sql): Sql => sql`(${x}.related_id, ${x}.source, ${x}.score, ${x}.reasons::text)`;

/**
 * Stores the related stories of these: their pins, then what is computed. The newest stories of a tag or a section are
 * looked up once, however many of these share it, and what they share is named only for those that are chosen. Of each
 * list only the places are written that are others than before.
 */
const choiceFor = (ids: readonly string[]): Sql => sql`
  with subject as materialized (
    select a.id, a.section_id, s.name as section from article a join section s on s.id = a.section_id
    where a.id = any(${ids}::uuid[]) and a.status = 'published'
  ), mine as materialized (
    select article_id, tag_id from article_tag where article_id = any(${ids}::uuid[])
  ), tagged as materialized (${newestOfTags(sql`select distinct tag_id from mine`)}
  ), sectional as materialized (${newestOfSections(sql`select distinct section_id from subject`)}
  ), near as (
    select mine.article_id, tagged.article_id as id, tagged.publish_at, 1 as tags, 0 as section
    from mine join tagged on tagged.tag_id = mine.tag_id
    union all
    select subject.id, sectional.article_id, sectional.publish_at, 0, 1
    from subject join sectional on sectional.section_id = subject.section_id
  ), scored as (
    select article_id, id, publish_at, sum(tags) as tags, sum(section) as section,
      sum(tags) + sum(section) * 0.5::float8 as score
    from near
    where id <> article_id and id not in (select never.id from article never where never.never_recommend)
      and not exists (select 1 from related_pin pin where pin.article_id = near.article_id and pin.related_id = near.id)
      and not exists (select 1 from related_exclusion e where e.article_id = near.article_id and e.excluded_id = near.id)
    group by article_id, id, publish_at
  ), chosen as materialized (
    select * from (
      select *, row_number() over (partition by article_id order by score desc, publish_at desc, id desc) as rank
      from scored
    ) ranked where rank <= ${STORED}
  ), named as (
    select chosen.article_id, chosen.id, string_agg(tag.name, ', ' order by tag.name) as tags
    from chosen join tagged on tagged.article_id = chosen.id
    join mine on mine.article_id = chosen.article_id and mine.tag_id = tagged.tag_id join tag on tag.id = mine.tag_id
    group by chosen.article_id, chosen.id
  ), fresh as materialized (
    select pin.article_id, pin.related_id, 'pinned' as source, pin.position - ${PINS} as rank, null::real as score,
      '[{"kind":"pinned","detail":"Chosen by an editor"}]'::json as reasons
    from related_pin pin where pin.article_id = any(${ids}::uuid[])
    union all
    select chosen.article_id, chosen.id, 'computed', chosen.rank::int, chosen.score::real, ${REASONS}
    from chosen join subject on subject.id = chosen.article_id
    left join named on named.article_id = chosen.article_id and named.id = chosen.id
  ), gone as (
    delete from related_story old where old.article_id = any(${ids}::uuid[])
      and not exists (select from fresh where fresh.article_id = old.article_id and fresh.rank = old.rank)
    returning old.article_id
  ), put as (
    insert into related_story (article_id, related_id, source, rank, score, reasons)
    select article_id, related_id, source, rank, score, reasons from fresh
    where not exists (select from related_story old where old.article_id = fresh.article_id and old.rank = fresh.rank
      and ${contentOf(sql`old`)} is not distinct from ${contentOf(sql`fresh`)})
    on conflict (article_id, rank) do update set related_id = excluded.related_id, source = excluded.source,
      score = excluded.score, reasons = excluded.reasons
    returning article_id
  )
  select article_id as id from gone union select article_id from put`;
