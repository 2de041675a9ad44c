import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { newShareCode } from './share-code.js';

/** Gives stories the short codes that their share links are made of. */
@Injectable()
export class ShareCodesService {
  /** Makes sure that each of these stories has its code. A code that is taken already is drawn again. */
  async ensure(tx: EntityManager, articleIds: readonly string[], now: Date): Promise<void> {
    let missing = [...articleIds];
    while (missing.length > 0) {
      const codes = missing.map(() => newShareCode());
      await run(
        tx,
        sql`insert into share_code (code, article_id, created_at)
          select code, article_id, ${now}::timestamptz
          from unnest(${codes}::text[], ${missing}::uuid[]) as n (code, article_id)
          on conflict do nothing`,
      );
      const rows = await run<{ id: string }>(
        tx,
        sql`select id from unnest(${missing}::uuid[]) as wanted (id)
          where not exists (select 1 from share_code where article_id = id and campaign is null)`,
      );
      missing = rows.map(({ id }) => id);
    }
  }
}
