import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { withHeir } from '../platform/database/id-lists.js';
import { sql } from '../platform/database/sql.js';

/** Keeps what webhooks are told of sections true when sections go. */
@Injectable()
export class WebhookSectionsService {
  /** Whether a webhook is told of the stories of just this section. */
  async hasSection(tx: EntityManager, sectionId: string): Promise<boolean> {
    const found = await run(
      tx,
      sql`select 1 from webhook where section_ids @> array[${sectionId}::uuid] limit 1`,
    );
    return found.length > 0;
  }

  /** Lets webhooks follow the stories of a section to another one. */
  async moveTo(
    tx: EntityManager,
    replacement: { readonly from: string; readonly to: string },
  ): Promise<void> {
    await run(
      tx,
      sql`update webhook set version = version + 1, updated_at = now(),
          section_ids = ${withHeir(sql`section_ids`, replacement)}
        where section_ids @> array[${replacement.from}::uuid]`,
    );
  }
}
