import { Injectable } from '@nestjs/common';
import { type ManagedFilter, ManagedReads } from '../platform/api/managed-list.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { jsonList, Shape } from '../platform/api/shape.js';
import type { Viewer } from '../platform/api/viewer.js';
import { instant, Slot, sql, type Sql } from '../platform/database/sql.js';
import { sectionShape } from '../sections/section.query.js';
import { webhookNotFound } from './webhook.errors.js';
import { Webhook, WebhookList } from './webhook.view.js';

/** Fields of `Webhook`. Its secrets are not among them. */
const webhookShape = new Shape<{ h: Sql }>('Webhook', {
  id: ({ h }) => sql`${h}.id`,
  partner: ({ h }) => sql`${h}.partner_id`,
  name: ({ h }) => sql`${h}.name`,
  url: ({ h }) => sql`${h}.url`,
  kinds: ({ h }) => sql`${h}.kinds`,
  sections: ({ h }, { children }, read) => {
    const s = read.alias('sec');
    return jsonList(
      sectionShape.json({ s }, children, read),
      sql`from section ${s} where ${s}.id = any(${h}.section_ids)`,
      sql`array_position(${h}.section_ids, ${s}.id)`,
    );
  },
  content: ({ h }) => sql`${h}.content`,
  notifyEmail: ({ h }) => sql`${h}.notify_email`,
  enabled: ({ h }) => sql`${h}.disabled_at is null`,
  disabledAt: ({ h }) => instant(sql`${h}.disabled_at`),
  disabledReason: ({ h }) => sql`${h}.disabled_reason`,
  missedFrom: ({ h }) => sql`(${h}.missed_after + 1)::text`,
  failingSince: ({ h }) => instant(sql`${h}.failing_since`),
  lastDeliveryAt: ({ h }) => instant(sql`${h}.last_delivery_at`),
  formerSecretUntil: ({ h }) => instant(sql`case when ${h}.former_until > now() then ${h}.former_until end`),
  version: ({ h }) => sql`${h}.version`,
  createdAt: ({ h }) => instant(sql`${h}.created_at`),
  updatedAt: ({ h }) => instant(sql`${h}.updated_at`),
});

/** Reads webhooks, newest first. */
@Injectable()
export class WebhooksQuery extends ManagedReads<Webhook> {
  constructor(plans: ReadPlans) {
    super(plans, {
      table: sql`webhook`,
      view: Webhook,
      list: WebhookList,
      json: (h, selection, read) => webhookShape.json({ h }, selection, read),
      about: (row) =>
        sql`greatest(${row}.updated_at, ${row}.last_delivery_at, ${row}.failing_since) as updated, ${row}.version`,
      notFound: webhookNotFound,
    });
  }
}

/** Which webhooks `x` a caller may know of: with the key of a partner, that partner's alone. */
export const webhooksFor = ({ partner }: Viewer): ManagedFilter =>
  partner
    ? {
        where: sql`x.partner_id = ${new Slot('partnerId')}::uuid`,
        form: 'partner',
        slots: { partnerId: partner },
      }
    : { where: sql`true`, form: '', slots: {} };
