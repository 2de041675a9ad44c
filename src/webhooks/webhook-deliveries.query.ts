import { Injectable } from '@nestjs/common';
import { type ManagedFilter, ManagedReads } from '../platform/api/managed-list.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { Shape } from '../platform/api/shape.js';
import { isUuid } from '../platform/api/uuid.js';
import { instant, join, literal, Slot, sql, type Sql } from '../platform/database/sql.js';
import { WebhookDelivery, WebhookDeliveryList, WebhookDeliveryState } from './webhook-delivery.view.js';
import { webhookDeliveryNotFound } from './webhook.errors.js';

/** Fields of `WebhookDelivery`. */
const deliveryShape = new Shape<{ d: Sql }>('WebhookDelivery', {
  id: ({ d }) => sql`${d}.id`,
  state: ({ d }) => sql`${d}.state`,
  changeId: ({ d }) => sql`${d}.seq::text`,
  articleId: ({ d }) => sql`${d}.article_id`,
  kind: ({ d }) => sql`${d}.kind`,
  replayed: ({ d }) => sql`${d}.replayed`,
  attempts: ({ d }) => sql`${d}.attempts`,
  status: ({ d }) => sql`${d}.status`,
  error: ({ d }) => sql`${d}.error`,
  durationMs: ({ d }) => sql`${d}.duration_ms`,
  createdAt: ({ d }) => instant(sql`${d}.created_at`),
  lastAttemptAt: ({ d }) => instant(sql`${d}.last_attempt_at`),
  nextAttemptAt: ({ d }) => instant(sql`case when ${d}.state = 'waiting' then ${d}.due_at end`),
  endedAt: ({ d }) => instant(sql`${d}.ended_at`),
});

/** Reads what webhooks were told, and are to be, newest first. */
@Injectable()
export class WebhookDeliveriesQuery extends ManagedReads<WebhookDelivery> {
  constructor(plans: ReadPlans) {
    super(plans, {
      table: sql`webhook_delivery`,
      view: WebhookDelivery,
      list: WebhookDeliveryList,
      json: (d, selection, read) => deliveryShape.json({ d }, selection, read),
      about: (row) => sql`coalesce(${row}.last_attempt_at, ${row}.created_at) as updated`,
      notFound: webhookDeliveryNotFound,
      sort: {
        name: 'newest',
        key: sql`x.position`,
        id: sql`x.id`,
        descending: true,
        type: 'number',
      },
    });
  }
}

/** Which deliveries are asked for. Absent and null mean: not restricted. */
export interface DeliveryFilter {
  readonly state?: WebhookDeliveryState | null;
  /** Id of the story. */
  readonly article?: string | null;
}

/** What is asked of the rows `x` of a list of one webhook. */
export function deliveriesOf(webhook: string, { state, article }: DeliveryFilter): ManagedFilter {
  const conditions = [
    sql`x.webhook_id = ${new Slot('webhook')}::uuid`,
    ...(state ? [sql`x.state = ${literal(state)}`] : []),
    ...(article ? [sql`x.article_id = ${new Slot('article')}::uuid`] : []),
  ];
  return {
    where: join(conditions, ' and '),
    form: `${state ?? ''} ${article ? 'article' : ''}`,
    // Nothing happened to what is no story.
    slots: { webhook, ...(article ? { article: isUuid(article) ? article : webhook } : {}) },
  };
}
