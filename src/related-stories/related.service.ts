import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { raw, sql } from '../platform/database/sql.js';
import { RelatedPinEntity } from './related.entities.js';

/** How many computed stories are kept for each story. More than are shown: some may go out of sight. */
const STORED = raw('20');
/** More than any story has pins: they rank below zero. */
const PINS = raw('1000');
/** The newest stories of each tag that are looked at. */
const PER_TAG = raw('50');
/** The newest stories of the section that are looked at. */
const PER_SECTION = raw('25');

/**
 * Chooses related stories: those that share the most tags come first, a common section counts half a tag, and of
 * equals the newest. The choice is made when a story is saved, so that reading it costs nothing.
 */
@Injectable()
export class RelatedService {
  /** Chooses anew for these stories, and for those beside which they may now belong. */
  async refresh(tx: EntityManager, articleIds: readonly string[]): Promise<void> {
    if (articleIds.length === 0) return;
    const rows = await run<{ id: string }>(tx, neighboursOf(articleIds));
    await this.choose(tx, [...new Set([...articleIds, ...rows.map(({ id }) => id)])]);
  }

  /** Chooses anew for these stories and no others: their pins, then what is computed for them. */
  async choose(tx: EntityManager, articleIds: readonly string[]): Promise<void> {
    await run(tx, sql`delete from related_story where article_id = any(${articleIds}::uuid[])`);
    await run(
      tx,
      sql`insert into related_story (article_id, related_id, source, rank, score, reasons)
        select pin.article_id, pin.related_id, 'pinned', pin.position - ${PINS}, null,
          '[{"kind":"pinned","detail":"Chosen by an editor"}]'::json
        from related_pin pin where pin.article_id = any(${articleIds}::uuid[])
        union all
        select a.id, c.id, 'computed', c.rank, c.score, c.reasons
        from article a join section s on s.id = a.section_id, lateral (${candidates}) c
        where a.id = any(${articleIds}::uuid[]) and a.status = 'published'`,
    );
  }

  /** Sets the stories that an editor chose, in their order. */
  async pin(tx: EntityManager, articleId: string, relatedIds: readonly string[]): Promise<void> {
    await tx.delete(RelatedPinEntity, { articleId });
    const pins = relatedIds.map((relatedId, position) => ({ articleId, relatedId, position }));
    await tx.insert(RelatedPinEntity, pins);
    await this.choose(tx, [articleId]);
  }
}

/** The best stories for `a`, whose section is `s`. */
const candidates = sql`
  select found.id, row_number() over (order by found.score desc, found.publish_at desc, found.id desc) as rank,
    found.score, found.reasons
  from (
    select near.id, near.publish_at, count(near.tag) + max(near.section) * 0.5 as score,
      to_json(array_remove(array[
        case when count(near.tag) > 0 then
          jsonb_build_object('kind', 'tags', 'detail', string_agg(near.tag, ', ' order by near.tag)) end,
        case when max(near.section) > 0 then jsonb_build_object('kind', 'section', 'detail', s.name) end
      ]::jsonb[], null)) as reasons
    from (
      select other.article_id as id, other.publish_at, tag.name as tag, 0 as section
      from article_tag mine join tag on tag.id = mine.tag_id, lateral (
        select t.article_id, t.publish_at from article_tag t
        where t.tag_id = mine.tag_id and t.article_id <> a.id order by t.publish_at desc limit ${PER_TAG}) other
      where mine.article_id = a.id
      union all
      (select l.article_id, l.publish_at, null, 1 from article_listing l
        where l.section_id = a.section_id and l.article_id <> a.id order by l.publish_at desc limit ${PER_SECTION})
    ) near
    where not exists (select 1 from related_pin pin where pin.article_id = a.id and pin.related_id = near.id)
      and not exists (select 1 from related_exclusion e where e.article_id = a.id and e.excluded_id = near.id)
      and not exists (select 1 from article other where other.id = near.id and other.never_recommend)
    group by near.id, near.publish_at
    order by score desc, near.publish_at desc, near.id desc limit ${STORED}
  ) found`;

/** Stories that share a tag or the section with these and are new enough to be chosen among. */
const neighboursOf = (articleIds: readonly string[]) => sql`
  select other.article_id as id from article_tag mine, lateral (
    select t.article_id from article_tag t where t.tag_id = mine.tag_id order by t.publish_at desc limit ${PER_TAG}) other
  where mine.article_id = any(${articleIds}::uuid[])
  union
  select other.article_id from (select distinct section_id from article where id = any(${articleIds}::uuid[])) mine,
    lateral (select l.article_id from article_listing l where l.section_id = mine.section_id
      order by l.publish_at desc limit ${PER_SECTION}) other`;
