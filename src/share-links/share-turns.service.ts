import { Injectable } from '@nestjs/common';
import type { ScheduleSource, Turn } from '../platform/cache/schedule.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { SHARED_LATELY } from '../articles/article-filter.js';

/** Knows when an hour ends, which lists of what was shared lately are counted by. */
@Injectable()
export class ShareTurnsService implements ScheduleSource {
  constructor(private readonly database: Database) {}

  upcoming(): Promise<Turn[]> {
    return this.database.query<Turn>(sql`
      select (extract(epoch from date_trunc('hour', now(), 'UTC') + interval '1 hour' - now()) * 1000)::float8 as "inMs",
        array[${SHARED_LATELY}] as tags`);
  }

  of(): Promise<Turn[]> {
    return Promise.resolve([]);
  }
}
