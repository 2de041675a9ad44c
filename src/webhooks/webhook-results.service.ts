import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type GivenCopies, PartnerCopiesService } from '../partners/partner-copies.service.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { askForNotice, type DisabledWebhook } from './webhook-notice.task.js';
import { PATIENCE_MS } from './webhook-retries.js';
import { disable } from './webhooks.service.js';

/**
 * What came of a delivery. `failed`: to be tried again; `gone`: the target wants nothing any more; `withdrawn`: it was
 * not sent; `givenBack`: this process ends.
 */
export type Ending = 'delivered' | 'failed' | 'gone' | 'withdrawn' | 'givenBack';

export interface Result {
  readonly position: string;
  readonly webhookId: string;
  /** Which attempt it was: another process may have taken over meanwhile. */
  readonly attempts: number;
  readonly ending: Ending;
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
  /** Until the next attempt. */
  readonly waitMs: number;
  /** What a partner was given with it, where it was sent. */
  readonly given: GivenCopies | null;
}

const PATIENCE = `${PATIENCE_MS} milliseconds`;

/** Writes down what came of deliveries, and what follows from it. */
@Injectable()
export class WebhookResultsService {
  readonly #logger = new Logger(WebhookResultsService.name);

  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
    private readonly copies: PartnerCopiesService,
  ) {}

  async settle(results: readonly Result[]): Promise<void> {
    if (results.length === 0) return;
    // What was taken was given, whatever becomes of the rest. Until it is settled the delivery itself says so to those
    // who look whether a partner is to hear of an end.
    await this.copies.recordAll(
      results.flatMap(({ ending, given }) => (ending === 'delivered' && given ? [given] : [])),
    );
    const disabled = await this.database.transaction(async (tx) => {
      // Whoever writes to webhooks and their deliveries has the webhooks first, in this order.
      const hooks = [...new Set(results.map(({ webhookId }) => webhookId))];
      await run(
        tx,
        sql`select id from webhook where id = any(${hooks}::uuid[]) order by id for no key update`,
      );
      const settled = await settleDeliveries(tx, results);
      await wakeNext(tx, settled);
      await noteHealth(tx, settled);
      return this.disableLost(tx, settled);
    });
    for (const { id, reason } of disabled) this.#logger.warn(`Webhook ${id} was disabled: ${reason}`);
  }

  /** Those that want nothing any more, and those that took nothing for days. */
  private async disableLost(tx: EntityManager, settled: readonly Settled[]): Promise<DisabledWebhook[]> {
    const gone = idsOf(settled.filter(({ ending }) => ending === 'gone'));
    const failed = idsOf(settled.filter(({ ending }) => ending === 'failed'));
    const lost = await run<{ id: string; version: number; isGone: boolean }>(
      tx,
      sql`select id, version, id = any(${gone}::uuid[]) as "isGone" from webhook
        where disabled_at is null and (id = any(${gone}::uuid[])
          or id = any(${failed}::uuid[]) and failing_since < now() - ${PATIENCE}::interval)`,
    );
    const disabled: DisabledWebhook[] = [];
    for (const { isGone, id, version } of lost) {
      const reason = isGone ? 'gone' : 'failing';
      disabled.push({ id, version, reason, missedFrom: await disable(tx, id, reason) });
    }
    await askForNotice(tx, disabled);
    await this.changes.append(
      tx,
      disabled.map(({ id }) => ({ kind: 'disabled', subject: 'webhook', subjectId: id, tags: [] })),
    );
    return disabled;
  }
}

interface Settled {
  readonly position: string;
  readonly webhookId: string;
  readonly articleId: string;
  readonly seq: string;
  readonly ending: Ending;
  readonly isWaiting: boolean;
}

const idsOf = (settled: readonly Settled[]): string[] => [
  ...new Set(settled.map(({ webhookId }) => webhookId)),
];

/** One that was cancelled while it was delivered was delivered. */
async function settleDeliveries(tx: EntityManager, results: readonly Result[]): Promise<Settled[]> {
  const rows = JSON.stringify(results);
  return run<Settled>(
    tx,
    sql`update webhook_delivery d set state = ended.state, status = r.status, error = r.error,
        duration_ms = r."durationMs",
        attempts = d.attempts - (r.ending = 'givenBack')::int,
        due_at = case when ended.state = 'waiting' then now() + r."waitMs" * interval '1 millisecond' end,
        ended_at = case when ended.state = 'waiting' then null else now() end
      from jsonb_to_recordset(${rows}::jsonb) as r (position bigint, attempts int, ending text, status int, error text,
          "durationMs" int, "waitMs" int)
        join webhook_delivery was on was.position = r.position,
        lateral (select case
          when r.ending = 'delivered' then 'delivered'
          when r.ending = 'withdrawn' then 'cancelled'
          when r.ending = 'failed'
            and was.first_attempt_at + ${PATIENCE}::interval < now() + r."waitMs" * interval '1 millisecond' then 'failed'
          else 'waiting' end as state) ended
      where d.position = r.position and d.attempts = r.attempts
        and (d.state = 'waiting' or d.state = 'cancelled' and r.ending = 'delivered')
      returning d.position, d.webhook_id as "webhookId", d.article_id as "articleId", d.seq, r.ending,
        d.state = 'waiting' as "isWaiting"`,
  );
}

/** The next delivery of a story is due when the one before waits no more. */
async function wakeNext(tx: EntityManager, settled: readonly Settled[]): Promise<void> {
  const ended = settled.filter(({ isWaiting }) => !isWaiting);
  if (ended.length === 0) return;
  // Without a condition on `due_at`: one that is just being put aside has to be waited for.
  await run(
    tx,
    sql`update webhook_delivery next set due_at = coalesce(next.due_at, now())
      where next.state = 'waiting' and next.position = any(array(
        select (select min(w.position) from webhook_delivery w where w.webhook_id = e.webhook_id
          and w.article_id = e.article_id and w.state = 'waiting')
        from unnest(${ended.map(({ webhookId }) => webhookId)}::uuid[],
          ${ended.map(({ articleId }) => articleId)}::uuid[]) as e (webhook_id, article_id)))`,
  );
}

/** Whether webhooks take what they are told. */
async function noteHealth(tx: EntityManager, settled: readonly Settled[]): Promise<void> {
  const delivered = idsOf(settled.filter(({ ending }) => ending === 'delivered'));
  const failed = idsOf(settled.filter(({ ending }) => ending === 'failed' || ending === 'gone'));
  await run(
    tx,
    sql`update webhook set last_delivery_at = now(), failing_since = null where id = any(${delivered}::uuid[])`,
  );
  const isFailing = failed.filter((id) => !delivered.includes(id));
  await run(
    tx,
    sql`update webhook set failing_since = now() where id = any(${isFailing}::uuid[]) and failing_since is null`,
  );
}
