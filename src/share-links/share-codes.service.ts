import { Injectable } from '@nestjs/common';
import { customAlphabet } from 'nanoid';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';

/** Letters and digits that nobody takes for one another: no 0, O, o, 1, I, l. */
const newCode = customAlphabet('23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz', 8);

interface CampaignDraft {
  readonly articleId: string;
  readonly campaign: string;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

/** Gives stories the short codes that their share links are made of. */
@Injectable()
export class ShareCodesService {
  /** Makes sure that each of these stories has its code. A code that is taken already is drawn again. */
  async ensure(tx: EntityManager, articleIds: readonly string[], now: Date): Promise<void> {
    let missing = [...articleIds];
    while (missing.length > 0) {
      const codes = missing.map(() => newCode());
      await run(
        tx,
        sql`insert into share_code (code, id, article_id, created_at)
          select code, id, article_id, ${now}::timestamptz
          from unnest(${codes}::text[], ${missing.map(() => uuidv7())}::uuid[], ${missing}::uuid[])
            as n (code, id, article_id)
          on conflict do nothing`,
      );
      const rows = await run<{ id: string }>(
        tx,
        sql`select wanted.id from unnest(${missing}::uuid[]) as wanted (id)
          where not exists (select 1 from share_code where article_id = wanted.id and campaign is null)`,
      );
      missing = rows.map(({ id }) => id);
    }
  }

  /** Makes a further code of a story. @returns the code */
  async addCampaign(tx: EntityManager, draft: CampaignDraft): Promise<string> {
    const { articleId, campaign, expiresAt, createdAt } = draft;
    for (;;) {
      const [made] = await run<{ code: string }>(
        tx,
        sql`insert into share_code (code, id, article_id, campaign, created_at, expires_at)
          values (${newCode()}, ${uuidv7()}, ${articleId}, ${campaign}, ${createdAt}, ${expiresAt})
          on conflict (code) do nothing returning code`,
      );
      if (made) return made.code;
    }
  }
}
