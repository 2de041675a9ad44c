import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { isForWebhooks, isTold, shownKind } from './webhook-matches.js';

/** Pairs of an entry and a webhook that are looked at in one statement. */
const MOST_PAIRS = 5_000;

/**
 * Puts into the queues of webhooks what the change log says. How far it has come is written down with what it puts
 * there, in one transaction, so each entry comes into each queue once, whichever process does it.
 */
@Injectable()
export class WebhookFanOutService {
  constructor(private readonly database: Database) {}

  /**
   * Goes on a bounded step, unless another process is at it. Where there are no webhooks there is nothing to do: one that is
   * made begins at the end of the log, however far behind that the queues are.
   * @returns whether there is more to do
   */
  async follow(): Promise<boolean> {
    const [log] = await this.database.query<{ hasMore: boolean }>(
      sql`select exists (select from webhook) and exists (select from change
        where seq > (select seq from log_follower where name = 'webhooks')) as "hasMore"`,
    );
    return log?.hasMore === true && this.database.transaction((tx) => this.step(tx));
  }

  private async step(tx: EntityManager): Promise<boolean> {
    // A machine that vanishes in the middle keeps the others waiting no longer than this.
    await run(tx, sql`set local idle_in_transaction_session_timeout = '10s'`);
    const [place] = await run<{ seq: string; entries: number }>(
      tx,
      sql`select seq, greatest(1, ${MOST_PAIRS} / greatest(1, (select count(*) from webhook)))::int as entries
        from log_follower where name = 'webhooks' for update skip locked`,
    );
    if (!place) return false;
    const [part] = await run<{ last: string | null; count: number }>(
      tx,
      sql`select max(seq) as last, count(*)::int as count from (
        select seq from change where seq > ${place.seq}::bigint order by seq limit ${place.entries}) part`,
    );
    if (!part || part.last === null) return false;
    await run(
      tx,
      sql`insert into webhook_delivery (id, webhook_id, seq, article_id, kind)
        select gen_random_uuid(), h.id, e.seq, e.subject_id, ${shownKind(sql`h`, sql`e`)}
        from change e join webhook h on h.disabled_at is null and h.after_seq < e.seq and ${isTold(sql`h`, sql`e`)}
        where e.seq > ${place.seq}::bigint and e.seq <= ${part.last}::bigint and ${isForWebhooks(sql`e`)}
        order by e.seq, h.id`,
    );
    await run(
      tx,
      sql`update log_follower set seq = ${part.last}::bigint, updated_at = now() where name = 'webhooks'`,
    );
    return part.count === place.entries;
  }
}
