import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';
import { newShareCode } from './share-code.js';

interface CampaignDraft {
  readonly articleId: string;
  readonly campaign: string;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

/** Gives stories, and sponsor slots, the short codes that their links are made of. */
@Injectable()
export class ShareCodesService {
  /** Makes sure that each of these stories has its code. */
  async ensure(tx: EntityManager, articleIds: readonly string[], now: Date): Promise<void> {
    await draw(tx, articleIds, { column: sql`article_id`, isPrimary: sql`campaign is null` }, now);
  }

  /** Makes sure that each of these sponsor slots has its code. */
  async ensureForPlacements(tx: EntityManager, placementIds: readonly string[], now: Date): Promise<void> {
    await draw(tx, placementIds, { column: sql`placement_id`, isPrimary: sql`true` }, now);
  }

  /** Makes a further code of a story. @returns the code */
  async addCampaign(tx: EntityManager, draft: CampaignDraft): Promise<string> {
    const { articleId, campaign, expiresAt, createdAt } = draft;
    for (;;) {
      const [made] = await run<{ code: string }>(
        tx,
        sql`insert into share_code (code, article_id, campaign, created_at, expires_at)
          values (${newShareCode()}, ${articleId}, ${campaign}, ${createdAt}, ${expiresAt})
          on conflict (code) do nothing returning code`,
      );
      if (made) return made.code;
    }
  }
}

/** What a code leads to, and which of the codes that lead there is the one that everything has. */
interface Subject {
  readonly column: Sql;
  readonly isPrimary: Sql;
}

/** Gives codes to those that have none. A code that is taken already is drawn again. */
async function draw(
  tx: EntityManager,
  ids: readonly string[],
  { column, isPrimary }: Subject,
  now: Date,
): Promise<void> {
  let missing = [...ids];
  while (missing.length > 0) {
    const codes = missing.map(() => newShareCode());
    await run(
      tx,
      sql`insert into share_code (code, ${column}, created_at)
        select code, id, ${now}::timestamptz from unnest(${codes}::text[], ${missing}::uuid[]) as n (code, id)
        on conflict do nothing`,
    );
    const rows = await run<{ id: string }>(
      tx,
      sql`select wanted.id from unnest(${missing}::uuid[]) as wanted (id)
        where not exists (select 1 from share_code where ${column} = wanted.id and ${isPrimary})`,
    );
    missing = rows.map(({ id }) => id);
  }
}
