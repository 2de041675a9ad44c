import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { Task } from '../platform/jobs/task.js';
import { Mailer } from '../platform/mail/mailer.js';
import { element, xmlText } from '../platform/xml/xml.js';

/** A webhook that was just disabled because of what its target did. */
export interface DisabledWebhook {
  readonly id: string;
  readonly version: number;
  readonly reason: 'gone' | 'failing';
  /** The first change that it may have missed. */
  readonly missedFrom: string | null;
}

const TASK = 'tellOfDisabledWebhook';
/** The last attempt comes about a day after the first. */
const ATTEMPTS = 14;

const REASONS = {
  gone: 'Its address answered 410 Gone.',
  failing: 'Its address took no delivery for three days.',
} as const;

/** Has those told who are to know, once the transaction is committed. */
export async function askForNotice(tx: EntityManager, disabled: readonly DisabledWebhook[]): Promise<void> {
  if (disabled.length === 0) return;
  await run(
    tx,
    sql`select graphile_worker.add_job(${TASK}, hook, max_attempts := ${ATTEMPTS}::int)
      from json_array_elements(${JSON.stringify(disabled)}::json) hook`,
  );
}

/** Tells whoever is named for it that a webhook was disabled. Its address, which may hold a secret, is not told. */
@Injectable()
export class WebhookNoticeTask extends Task<DisabledWebhook> {
  readonly name = TASK;
  readonly #logger = new Logger(WebhookNoticeTask.name);

  constructor(
    private readonly database: Database,
    private readonly mailer: Mailer,
  ) {
    super();
  }

  async run({ id, version, reason, missedFrom }: DisabledWebhook): Promise<void> {
    const [hook] = await this.database.query<{ name: string | null; email: string | null }>(
      sql`select name, notify_email as email from webhook where id = ${id}::uuid`,
    );
    if (!hook || hook.email === null) return;
    const name = hook.name ?? id;
    const paragraphs = [
      `The webhook ${name} was disabled. ${REASONS[reason]}`,
      `Nothing is sent to it any more. When it takes deliveries again, enable it: PATCH /v1/webhooks/${id} with { "enabled": true }.`,
      `Then ask for what it missed: POST /v1/webhooks/${id}/replay with { "from": "${missedFrom}" }.`,
    ];
    const delivery = await this.mailer.send({
      id: `webhook-${id}-${version}-${reason}`,
      to: hook.email,
      subject: `Webhook disabled: ${name}`,
      text: `${paragraphs.join('\n\n')}\n`,
      html: `<!doctype html>\n<html lang="en"><body>${paragraphs.map((text) => element('p', {}, xmlText(text))).join('\n')}</body></html>\n`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    if (delivery === 'delayed') throw new Error('The mail server did not take an e-mail yet');
    if (delivery !== 'sent') this.#logger.warn(`The e-mail about webhook ${id} was not sent: ${delivery}`);
  }
}
