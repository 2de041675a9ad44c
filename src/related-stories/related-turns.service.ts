import { Injectable } from '@nestjs/common';
import { firstOf } from '../articles/article-turns.service.js';
import { inMs, sightTurns } from '../articles/article-turns.js';
import type { ScheduleSource, Turn } from '../platform/cache/schedule.js';
import type { Change } from '../platform/changes/change-reader.js';
import { Database } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { listedBeside } from './related.service.js';

/** When pins begin to stand and cease to: rows of `article_id`, `at`. */
const pinTurns = (where: (time: Sql) => Sql): Sql => {
  const timesOf = (time: Sql): Sql =>
    sql`(select article_id, ${time} as at from related_pin where ${where(time)})`;
  return sql`${timesOf(sql`starts_at`)} union all ${timesOf(sql`ends_at`)}`;
};

/**
 * Knows when pins come and go, and stories that stand in lists which are just chosen anew. What a story's own turns say
 * of lists is how they were when that story changed.
 */
@Injectable()
export class RelatedTurnsService implements ScheduleSource {
  constructor(private readonly database: Database) {}

  /** Of pins alone: the turns of stories name the lists in which they stand. */
  upcoming(limit: number): Promise<Turn[]> {
    const next = (time: Sql): Sql => sql`${time} >= now() order by ${time} limit ${limit}::int`;
    return this.database.query<Turn>(sql`with turn as (${pinTurns(next)})
      select ${inMs}, array['related:' || article_id] as tags from turn order by turn.at limit ${limit}::int`);
  }

  async of(changes: readonly Change[]): Promise<Turn[]> {
    const ids = changes.flatMap(({ tags }) => listedBeside(tags));
    if (ids.length === 0) return [];
    const since = firstOf(changes);
    const ofPins = pinTurns(
      (time) => sql`article_id = any(${ids}::uuid[]) and ${time} >= ${since}::timestamptz`,
    );
    const lists = sql`select related_id, article_id from related_story where article_id = any(${ids}::uuid[])`;
    return this.database.query<Turn>(sql`with list as materialized (${lists}), turn as (
        select at, array(select 'related:' || article_id from list where related_id = sight.id) as tags
        from (${sightTurns({ where: sql`id in (select related_id from list)`, since })}) sight
        union all select at, array['related:' || article_id] from (${ofPins}) pin
      )
      select ${inMs}, tags from turn order by turn.at`);
  }
}
