import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { invalidInput } from '../platform/api/errors.js';
import { isUuid } from '../platform/api/uuid.js';
import { LOG_DAYS } from '../platform/changes/change-retention.service.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import type { WebhookReplay } from './webhook-delivery.view.js';
import { isForWebhooks, isTold, shownKind } from './webhook-matches.js';
import { replayExpired, webhookDeliveryNotFound, webhookDisabled } from './webhook.errors.js';
import { type Doing, WebhooksService } from './webhooks.service.js';

/** Deliveries that are asked for at once, and entries of the change log that are looked through for them. */
const MOST = { deliveries: 10_000, entries: 100_000 } as const;
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
   * @throws DomainError WEBHOOK_NOT_FOUND, WEBHOOK_DISABLED, INVALID_INPUT, REPLAY_EXPIRED
   */
  replay(id: string, from: string, { viewer, now }: Doing): Promise<WebhookReplay> {
    return this.database.transaction(async (tx) => {
      const hook = await this.webhooks.take(tx, id, viewer);
      if (hook.disabledAt) throw webhookDisabled();
      const first = await firstChange(tx, from, now);
      const replay = await queue(tx, hook.id, first);
      await run(
        tx,
        sql`update webhook set missed_after = ${replay.next}::bigint - 1
          where id = ${hook.id}::uuid and missed_after >= ${first}::bigint - 1`,
      );
      return replay;
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
}

/** @throws DomainError INVALID_INPUT, REPLAY_EXPIRED */
async function firstChange(tx: EntityManager, from: string, now: Date): Promise<string> {
  if (CHANGE_ID.test(from)) {
    const [log] = await run<{ reaches: boolean }>(
      tx,
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
  const [found] = await run<{ seq: string }>(
    tx,
    sql`select coalesce((select min(seq) from change where at >= ${time}),
      (select max(seq) + 1 from change), 1) as seq`,
  );
  return found?.seq ?? '1';
}

/** What comes after the place of those who follow the log is theirs. */
async function queue(tx: EntityManager, webhookId: string, first: string): Promise<WebhookReplay> {
  const [result] = await run<{ queued: number; next: string | null }>(
    tx,
    sql`with part as materialized (
        select * from change where seq >= ${first}::bigint
          and seq <= (select seq from log_follower where name = 'webhooks')
        order by seq limit ${MOST.entries + 1}
      ), told as materialized (
        select e.seq, e.subject_id, ${shownKind(sql`h`, sql`e`)} as kind from part e join webhook h on h.id = ${webhookId}::uuid
        where ${isForWebhooks(sql`e`)} and ${isTold(sql`h`, sql`e`)} order by e.seq limit ${MOST.deliveries + 1}
      ), more as (
        select least(case when count(*) > ${MOST.entries} then max(seq) end,
          (select case when count(*) > ${MOST.deliveries} then max(seq) end from told)) as next from part
      ), queued as (
        insert into webhook_delivery (id, webhook_id, seq, article_id, kind, replayed)
        select gen_random_uuid(), ${webhookId}::uuid, told.seq, told.subject_id, told.kind, true from told, more
        where more.next is null or told.seq < more.next order by told.seq returning 1
      )
      select (select count(*)::int from queued) as queued, next::text from more`,
  );
  const { queued = 0, next = null } = result ?? {};
  return { queued, hasMore: next !== null, next };
}
