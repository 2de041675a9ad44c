import { Injectable } from '@nestjs/common';
import { firstOf } from '../articles/article-turns.service.js';
import { inMs, sightTurns } from '../articles/article-turns.js';
import type { ScheduleSource, Turn } from '../platform/cache/schedule.js';
import type { Change } from '../platform/changes/change-reader.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { listedBeside } from './related.service.js';

/**
 * Knows when stories come and go that stand in lists which are just chosen anew. What a story's own turns say of lists
 * is how they were when that story changed.
 */
@Injectable()
export class RelatedTurnsService implements ScheduleSource {
  constructor(private readonly database: Database) {}

  /** None: the turns of stories name the lists in which they stand. */
  upcoming(): Promise<Turn[]> {
    return Promise.resolve([]);
  }

  async of(changes: readonly Change[]): Promise<Turn[]> {
    const ids = changes.flatMap(({ tags }) => listedBeside(tags));
    if (ids.length === 0) return [];
    const lists = sql`select related_id, article_id from related_story where article_id = any(${ids}::uuid[])`;
    return this.database.query<Turn>(sql`with list as materialized (${lists}), turn as (
        ${sightTurns({ where: sql`id in (select related_id from list)`, since: firstOf(changes) })}
      )
      select ${inMs}, array(select 'related:' || article_id from list where related_id = turn.id) as tags
      from turn order by turn.at`);
  }
}
