import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, run } from '../platform/database/database.js';
import { sql, type Sql } from '../platform/database/sql.js';

/** A process that ends without a word is succeeded by another after this time; longer than any attempt takes. */
const LEASE = '30 s';

/** How much may be taken from the queues at once. */
export interface Room {
  /** Deliveries to webhooks that took the last one, in all and for each. */
  readonly healthy: number;
  readonly each: number;
  /** Deliveries to webhooks that did not, of which each gets one at a time. */
  readonly failing: number;
  /** How many deliveries to each webhook are under way. */
  readonly underWay: ReadonlyMap<string, number>;
}

/** A delivery that is to be tried now, by whoever has taken it. */
export interface TakenDelivery {
  readonly position: string;
  readonly id: string;
  readonly webhookId: string;
  readonly articleId: string;
  readonly seq: string;
  readonly kind: string;
  readonly attempts: number;
  /** Whether an attempt was made before of which nobody knows whether it arrived. */
  readonly isUnsure: boolean;
  readonly partnerId: string | null;
  readonly sight: 'anonymous' | 'reader' | 'partner';
  readonly content: 'ids' | 'full';
  readonly url: string;
  readonly secretCipher: Buffer;
  readonly formerSecretCipher: Buffer | null;
  readonly isFailing: boolean;
}

/**
 * The queues of all webhooks. Deliveries of one story wait for each other: one that finds an earlier one waiting is put
 * aside (`due_at` is null), and woken by the end of that.
 */
@Injectable()
export class WebhookQueueService {
  constructor(private readonly database: Database) {}

  /** Takes deliveries that are due, each for one process. */
  async take(room: Room): Promise<TakenDelivery[]> {
    const due = await this.database.query<{ position: string }>(dueDeliveries(room));
    if (due.length === 0) return [];
    const positions = due.map(({ position }) => position);
    return this.database.transaction(async (tx) => {
      const locked = await run<{ position: string }>(
        tx,
        sql`select position from webhook_delivery
          where position = any(${positions}::bigint[]) and state = 'waiting' and due_at <= now()
          for update skip locked`,
      );
      // A statement of its own: what ended before these were locked is seen, and what ends from now on finds them.
      return lease(
        tx,
        locked.map(({ position }) => position),
      );
    });
  }
}

/** Looks at the next few of each webhook, by an index: however many wait, the others cost nothing. */
function dueDeliveries({ healthy, each, failing, underWay }: Room): Sql {
  const lane = (isFailing: boolean, most: number, eachMost: number): Sql => sql`(
    select due.position from webhook h
      left join unnest(${[...underWay.keys()]}::uuid[], ${[...underWay.values()]}::int[]) busy (id, n) on busy.id = h.id
      cross join lateral (
        select d.position, d.due_at from webhook_delivery d
        where d.webhook_id = h.id and d.state = 'waiting' and d.due_at <= now()
        order by d.due_at limit greatest(0, ${eachMost}::int - coalesce(busy.n, 0))) due
    where h.disabled_at is null and ${isFailing ? sql`h.failing_since is not null` : sql`h.failing_since is null`}
    order by due.due_at, due.position limit ${most}::int)`;
  return sql`${lane(false, healthy, each)} union all ${lane(true, failing, 1)}`;
}

async function lease(tx: EntityManager, positions: readonly string[]): Promise<TakenDelivery[]> {
  const rows = await run<TakenDelivery & { isBehind: boolean }>(
    tx,
    sql`update webhook_delivery d set
        due_at = case when seen.is_behind then null else now() + ${LEASE}::interval end,
        attempts = d.attempts + (not seen.is_behind)::int,
        first_attempt_at = case when seen.is_behind then d.first_attempt_at else coalesce(d.first_attempt_at, now()) end,
        last_attempt_at = case when seen.is_behind then d.last_attempt_at else now() end,
        status = case when seen.is_behind then d.status end
      from webhook h, (select w.position, w.attempts > 0 and w.status is null as is_unsure, exists (select from webhook_delivery e
          where e.webhook_id = w.webhook_id and e.article_id = w.article_id and e.state = 'waiting'
            and e.position < w.position) as is_behind
        from webhook_delivery w where w.position = any(${positions}::bigint[])) seen
      where d.position = seen.position and h.id = d.webhook_id
      returning d.position, d.id, d.webhook_id as "webhookId", d.article_id as "articleId", d.seq, d.kind, d.attempts,
        seen.is_unsure as "isUnsure", h.partner_id as "partnerId", h.sight, h.content, h.url, h.secret_cipher as "secretCipher",
        case when h.former_until > now() then h.former_secret_cipher end as "formerSecretCipher",
        h.failing_since is not null as "isFailing", seen.is_behind as "isBehind"`,
  );
  return rows.filter(({ isBehind }) => !isBehind);
}
