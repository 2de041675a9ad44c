import { Injectable, Logger } from '@nestjs/common';
import { Mailer } from '../platform/mail/mailer.js';
import { element, xmlText } from '../platform/xml/xml.js';

/** A webhook that was just disabled because of what its target did. */
export interface DisabledWebhook {
  readonly id: string;
  readonly name: string | null;
  readonly notifyEmail: string | null;
  readonly version: number;
  readonly reason: 'gone' | 'failing';
  /** The first change that it may have missed. */
  readonly missedFrom: string | null;
}

const REASONS = {
  gone: 'Its address answered 410 Gone.',
  failing: 'Its address took no delivery for three days.',
} as const;

/** Tells of webhooks that were disabled: in the log, and by e-mail to whoever is to be told, once at most. */
@Injectable()
export class WebhookNoticesService {
  readonly #logger = new Logger(WebhookNoticesService.name);

  constructor(private readonly mailer: Mailer) {}

  /** To be called once it is certain, that is after the commit. Its address, which may hold a secret, is not told. */
  async tell({ id, name, notifyEmail, version, reason, missedFrom }: DisabledWebhook): Promise<void> {
    this.#logger.warn(`Webhook ${id} was disabled. ${REASONS[reason]}`);
    if (notifyEmail === null) return;
    const paragraphs = [
      `The webhook ${name ?? id} was disabled. ${REASONS[reason]}`,
      `Nothing is sent to it any more. When it takes deliveries again, enable it: PATCH /v1/webhooks/${id} with { "enabled": true }.`,
      `Then ask for what it missed: POST /v1/webhooks/${id}/replay with { "from": "${missedFrom}" }.`,
    ];
    const delivery = await this.mailer.send({
      id: `webhook-${id}-${version}-${reason}`,
      to: notifyEmail,
      subject: `Webhook disabled: ${name ?? id}`,
      text: `${paragraphs.join('\n\n')}\n`,
      html: `<!doctype html>\n<html lang="en"><body>${paragraphs.map((text) => element('p', {}, xmlText(text))).join('\n')}</body></html>\n`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    if (delivery !== 'sent') this.#logger.warn(`The e-mail about webhook ${id} was not sent: ${delivery}`);
  }
}
