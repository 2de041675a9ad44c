import { Injectable } from '@nestjs/common';
import type { ConvertedStatus } from '../imports/converted-report.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';

@Injectable()
export class StandingStatusesQuery {
  constructor(private readonly database: Database) {}

  /** The statuses of stories by their ids; those that are gone have none. */
  async of(ids: readonly string[]): Promise<ReadonlyMap<string, ConvertedStatus>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; status: ConvertedStatus }>(
      sql`select id, status from article where id = any(${[...new Set(ids)]}::uuid[])`,
    );
    return new Map(rows.map(({ id, status }) => [id, status]));
  }
}
