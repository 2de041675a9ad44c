import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';

/**
 * Keeps what partners may have of sections true when sections are moved about. Stories come and go with a section though
 * nothing happens to them, so those partners read the current state again.
 */
@Injectable()
export class PartnerSectionsService {
  /** Whether a partner may have the stories of just this section. */
  async hasSection(tx: EntityManager, sectionId: string): Promise<boolean> {
    const found = await run(
      tx,
      sql`select 1 from partner where section_ids @> array[${sectionId}::uuid] limit 1`,
    );
    return found.length > 0;
  }

  /** To be called before sections leave those that they stand below, and come below others. */
  async moved(tx: EntityManager, ids: readonly string[], above: readonly string[]): Promise<void> {
    await run(
      tx,
      sql`update partner set rights_version = rights_version + 1, checked_seq = null
        where section_ids && (${above}::uuid[] || array(
          select above.id from section, unnest(section.path) above (id) where section.id = any(${ids}::uuid[])))`,
    );
  }
}
