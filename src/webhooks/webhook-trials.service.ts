import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isUuid } from '../platform/api/uuid.js';
import type { Viewer } from '../platform/api/viewer.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import type { WebhookTest } from './webhook-delivery.view.js';
import { webhookNotFound } from './webhook.errors.js';
import { WebhookSenderService, type WebhookTarget } from './webhook-sender.service.js';

/** No story has this id. */
const NO_STORY = '00000000-0000-7000-8000-000000000000';

/** Sends messages that tell of nothing, so that somebody can see what their receiver does. */
@Injectable()
export class WebhookTrialsService {
  constructor(
    private readonly database: Database,
    private readonly sender: WebhookSenderService,
  ) {}

  /**
   * Posts one message at once, also to a webhook that is disabled. It is not tried again, and counts for nothing.
   * @param kind what the message pretends to tell of; null for `webhook.test`
   * @throws DomainError WEBHOOK_NOT_FOUND
   */
  async test(id: string, kind: string | null, { partner }: Viewer): Promise<WebhookTest> {
    const [target] = isUuid(id)
      ? await this.database.query<WebhookTarget & { id: string }>(
          sql`select id, url, secret_cipher as "secretCipher",
              case when former_until > now() then former_secret_cipher end as "formerSecretCipher"
            from webhook where id = ${id}::uuid and (${partner ?? null}::uuid is null or partner_id = ${partner ?? null}::uuid)`,
        )
      : [];
    if (!target) throw webhookNotFound();
    const body = JSON.stringify(kind === null ? trial(target.id) : example(kind));
    const outcome = await this.database.apart(() => this.sender.send(target, `msg_${randomUUID()}`, body));
    const { delivered, status, error, durationMs } = outcome;
    return { delivered, status, error, durationMs };
  }
}

const trial = (webhook: string) => ({
  type: 'webhook.test',
  timestamp: new Date().toISOString(),
  data: { webhook },
});

const example = (kind: string) => {
  const at = new Date().toISOString();
  const story = { articleId: NO_STORY, version: 1, slug: 'a-story-that-is-not-there', previousSlug: null };
  const change = { id: '0', kind, at, ...story, notice: null, article: null };
  return { type: `article.${kind}`, timestamp: at, data: change };
};
