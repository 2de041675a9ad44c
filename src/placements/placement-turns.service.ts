import { Injectable } from '@nestjs/common';
import { firstOf } from '../articles/article-turns.service.js';
import type { ScheduleSource, Turn } from '../platform/cache/schedule.js';
import type { Change } from '../platform/changes/change-reader.js';
import { Database } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';

const TAG = 'placements';
/** As many as are looked at again when slots changed. */
const MOST = 1_000;

/** Knows when sponsor slots begin and end. */
@Injectable()
export class PlacementTurnsService implements ScheduleSource {
  constructor(private readonly database: Database) {}

  upcoming(limit: number): Promise<Turn[]> {
    return this.turns(sql`now()`, limit);
  }

  private turns(since: Sql, limit: number): Promise<Turn[]> {
    return this.database.query<Turn>(sql`
      select distinct (extract(epoch from turn.at - now()) * 1000)::float8 as "inMs", array[${TAG}] as tags
      from placement, lateral (values (starts_at), (ends_at)) as turn (at)
      where turn.at >= ${since} order by 1 limit ${limit}::int`);
  }

  async of(changes: readonly Change[]): Promise<Turn[]> {
    return changes.some(({ tags }) => tags.includes(TAG))
      ? this.turns(sql`${firstOf(changes)}::timestamptz`, MOST)
      : [];
  }
}
