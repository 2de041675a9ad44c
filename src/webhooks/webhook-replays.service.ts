import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { invalidInput } from '../platform/api/errors.js';
import { isUuid } from '../platform/api/uuid.js';
import type { Viewer } from '../platform/api/viewer.js';
import { LOG_DAYS } from '../platform/changes/change-retention.service.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import type { WebhookReplay } from './webhook-delivery.view.js';
import { isForWebhooks, isTold, shownKind } from './webhook-matches.js';
import type { WebhookEntity } from './webhook.entities.js';
import {
  replayBacklog,
  replayExpired,
  WEBHOOK_LIMITS,
  webhookDeliveryNotFound,
  webhookDisabled,
} from './webhook.errors.js';
import { type Doing, WebhooksService } from './webhooks.service.js';

/** Deliveries that are asked for at once, and entries of the change log that are looked through for them. */
const MOST = { deliveries: 10_000, entries: 100_000 } as const;
/** How much later than its time an entry may come into the log: the longest transactions save thousands of stories. */
const SLACK_MS = 600_000;
const CHANGE_ID = /^\d+$/;

/** Sends again what was sent before, or was to be. */
@Injectable()
export class WebhookReplaysService {
  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhooksService,
  ) {}

  /**
   * Puts what happened since into the queue of a webhook, in order, as far as it is for that webhook now.
   * @param from a time, or the id of the first change
   * @throws DomainError WEBHOOK_NOT_FOUND, WEBHOOK_DISABLED, INVALID_INPUT, REPLAY_BACKLOG, REPLAY_EXPIRED
   */
  async replay(id: string, from: string, { viewer, now }: Doing): Promise<WebhookReplay> {
    // Looked up first: whoever settles what the webhook took meanwhile would wait for its row.
    await this.database.transaction((tx) => this.takeForReplay(tx, id, viewer));
    const first = await this.firstChange(from, now);
    const { told, next } = await this.toldSince(id, first);
    return this.database.transaction(async (tx) => {
      const hook = await this.takeForReplay(tx, id, viewer);
      await queue(tx, hook.id, told);
      await run(
        tx,
        sql`update webhook set missed_after = ${next}::bigint - 1
          where id = ${hook.id}::uuid and missed_after >= ${first}::bigint - 1`,
      );
      return { queued: told.length, hasMore: next !== null, next };
    });
  }

  /**
   * Tries a delivery now, whatever became of it, with three days before it.
   * @throws DomainError WEBHOOK_NOT_FOUND, WEBHOOK_DELIVERY_NOT_FOUND, WEBHOOK_DISABLED
   */
  retry(webhook: string, id: string, { viewer }: Doing): Promise<void> {
    return this.database.transaction(async (tx) => {
      const hook = await this.webhooks.take(tx, webhook, viewer);
      if (!isUuid(id)) throw webhookDeliveryNotFound();
      const [found] = await run<{ position: string }>(
        tx,
        sql`select position from webhook_delivery
          where webhook_id = ${hook.id}::uuid and id = ${id}::uuid for update`,
      );
      if (!found) throw webhookDeliveryNotFound();
      if (hook.disabledAt) throw webhookDisabled();
      await run(
        tx,
        sql`update webhook_delivery set state = 'waiting', due_at = now(), attempts = 0, first_attempt_at = null,
            ended_at = null
          where position = ${found.position}::bigint`,
      );
    });
  }

  /** @throws DomainError WEBHOOK_NOT_FOUND, WEBHOOK_DISABLED, REPLAY_BACKLOG */
  private async takeForReplay(tx: EntityManager, id: string, viewer: Viewer): Promise<WebhookEntity> {
    const hook = await this.webhooks.take(tx, id, viewer);
    if (hook.disabledAt) throw webhookDisabled();
    const [queue] = await run<{ waiting: number }>(
      tx,
      sql`select count(*)::int as waiting from (select from webhook_delivery
        where webhook_id = ${hook.id}::uuid and state = 'waiting' limit ${WEBHOOK_LIMITS.waiting}) waiting`,
    );
    if (queue && queue.waiting >= WEBHOOK_LIMITS.waiting) throw replayBacklog();
    return hook;
  }

  /** @throws DomainError INVALID_INPUT, REPLAY_EXPIRED */
  private async firstChange(from: string, now: Date): Promise<string> {
    if (CHANGE_ID.test(from)) {
      const [log] = await this.database.query<{ reaches: boolean }>(
        sql`select ${from}::bigint >= coalesce((select min(seq) from change),
          (select seq + 1 from log_follower where name = 'webhooks')) as reaches`,
      );
      if (!log?.reaches) throw replayExpired();
      return from;
    }
    const time = new Date(from);
    if (Number.isNaN(time.getTime())) {
      const detail = 'from must be a time by RFC 3339, or the id of a change.';
      throw invalidInput([{ pointer: '/from', code: 'INVALID', detail }]);
    }
    if (time.getTime() < now.getTime() - LOG_DAYS * 86_400_000) throw replayExpired();
    // An entry has the time at which its transaction began, which may be some time before its turn in the log.
    return this.firstSince(new Date(time.getTime() - SLACK_MS), time);
  }

  /** By halves: the log is in the order of its times, nearly, and has no index by them. */
  private async firstSince(safe: Date, time: Date): Promise<string> {
    const [log] = await this.database.query<{ low: string; high: string }>(
      sql`select coalesce(min(seq), 1) as low, coalesce(max(seq), 0) + 1 as high from change`,
    );
    let [low, high] = [BigInt(log?.low ?? 1), BigInt(log?.high ?? 1)];
    while (low < high) {
      const middle = (low + high) / 2n;
      const [entry] = await this.database.query<{ seq: string; isBefore: boolean }>(
        sql`select seq, at < ${safe} as "isBefore" from change where seq >= ${middle}::bigint order by seq limit 1`,
      );
      if (entry?.isBefore) low = BigInt(entry.seq) + 1n;
      else high = middle;
    }
    const [first] = await this.database.query<{ seq: string }>(
      sql`select seq from change where seq >= ${low}::bigint and at >= ${time} order by seq limit 1`,
    );
    return first?.seq ?? log?.high ?? '1';
  }

  /** What comes after the place of those who follow the log is theirs. */
  private async toldSince(webhookId: string, first: string): Promise<Told> {
    const [result] = await this.database.query<Told>(
      sql`with part as materialized (
          select * from change where seq >= ${first}::bigint
            and seq <= (select seq from log_follower where name = 'webhooks')
          order by seq limit ${MOST.entries + 1}
        ), told as materialized (
          select e.seq::text, e.subject_id as "articleId", ${shownKind(sql`h`, sql`e`)} as kind
          from part e join webhook h on h.id = ${webhookId}::uuid
          where ${isForWebhooks(sql`e`)} and ${isTold(sql`h`, sql`e`)} order by e.seq limit ${MOST.deliveries + 1}
        ), more as (
          select least(case when count(*) > ${MOST.entries} then max(seq) end,
            (select case when count(*) > ${MOST.deliveries} then max(seq::bigint) end from told)) as next from part
        )
        select next::text, coalesce((select json_agg(told order by told.seq::bigint) from told
          where next is null or told.seq::bigint < next), '[]') as told from more`,
    );
    return result ?? { told: [], next: null };
  }
}

interface Told {
  /** In the order of the log. */
  readonly told: readonly { readonly seq: string; readonly articleId: string; readonly kind: string }[];
  /** The first change that is too much for once. */
  readonly next: string | null;
}

const queue = (tx: EntityManager, webhookId: string, told: Told['told']): Promise<unknown> =>
  run(
    tx,
    sql`insert into webhook_delivery (id, webhook_id, seq, article_id, kind, replayed)
      select gen_random_uuid(), ${webhookId}::uuid, seq, "articleId", kind, true
      from json_to_recordset(${JSON.stringify(told)}::json) as told (seq bigint, "articleId" uuid, kind text)
      order by seq`,
  );
