import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { chooseFor, neighboursOf, takeTurn } from './related-choice.js';
import { RelatedPinEntity } from './related.entities.js';

/** So many stories get their related ones in the transaction that saves them; of more it is written down. */
const AT_ONCE = 10;

/**
 * Chooses related stories: those that share the most tags come first, a common section counts half a tag, and of
 * equals the newest. The choice is made when a story is saved, so that reading it costs nothing.
 */
@Injectable()
export class RelatedService {
  /**
   * Waits until nobody else writes related stories, and keeps others waiting until the commit. Who saves stories calls
   * it before that: who takes the turn afterwards may wait for one who waits for the stories. It may be taken again by
   * who has it, so everything below begins with it, and those who save nothing else need not think of it.
   */
  takeTurn(tx: EntityManager): Promise<void> {
    return takeTurn(tx, 'alone');
  }

  /**
   * To be called when stories were saved: chooses anew for them, and for those beside which they may now belong. When
   * they are many it is only written down: `RelatedBacklogService` does it for all of them together, since each of a
   * long import would mean new lists for hundreds of others.
   */
  async follow(tx: EntityManager, articleIds: readonly string[]): Promise<void> {
    if (articleIds.length === 0) return;
    if (articleIds.length <= AT_ONCE) return this.refresh(tx, articleIds);
    await this.takeTurn(tx);
    await run(
      tx,
      sql`insert into related_due as due (article_id, spreads) select unnest(${articleIds}::uuid[]), true
        on conflict (article_id) do update set spreads = true, since = excluded.since`,
    );
  }

  /** Chooses anew for these stories, and for those beside which they may now belong. */
  async refresh(tx: EntityManager, articleIds: readonly string[]): Promise<void> {
    await this.takeTurn(tx);
    const rows = await run<{ id: string }>(tx, neighboursOf(sql`select unnest(${articleIds}::uuid[])`));
    await chooseFor(tx, [...new Set([...articleIds, ...rows.map(({ id }) => id)])]);
  }

  /** Chooses anew for these stories and no others: their pins, then what is computed for them. */
  async choose(tx: EntityManager, articleIds: readonly string[]): Promise<void> {
    await this.takeTurn(tx);
    await chooseFor(tx, articleIds);
  }

  /** Sets the stories that an editor chose, in their order. */
  async pin(tx: EntityManager, articleId: string, relatedIds: readonly string[]): Promise<void> {
    await this.takeTurn(tx);
    await tx.delete(RelatedPinEntity, { articleId });
    const pins = relatedIds.map((relatedId, position) => ({ articleId, relatedId, position }));
    await tx.insert(RelatedPinEntity, pins);
    await chooseFor(tx, [articleId]);
  }
}
