import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { unknownReference } from '../platform/api/errors.js';
import { isUuid } from '../platform/api/uuid.js';
import { sightOf, type Viewer, viewerClass } from '../platform/api/viewer.js';
import { ChangeLog } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import { KeyRing } from '../platform/secrets/key-ring.js';
import { requiredIds } from '../platform/writes/slug-references.js';
import { type BasedOn, checkVersion } from '../platform/writes/version.js';
import { newWebhookSecret } from './webhook-secret.js';
import { targetAddress, WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-rules.js';
import { WebhookEntity } from './webhook.entities.js';
import { secretsOverlap, tooManyWebhooks, WEBHOOK_LIMITS, webhookNotFound } from './webhook.errors.js';
import type { CreateWebhookInput, WebhookPatch } from './webhook.inputs.js';

const COUNT_LOCK = 0x7765_6268;
const OVERLAP_HOURS = 24;

/** Who does something, and when. */
export interface Doing {
  readonly viewer: Viewer;
  readonly now: Date;
}

/** A webhook, and a secret that is shown this once. */
export interface Secret {
  readonly id: string;
  readonly secret: string;
}

/** Makes, changes and deletes webhooks. With the key of a partner, there are those of that partner and no others. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
    private readonly ring: KeyRing,
    @Inject(WEBHOOK_OPTIONS) private readonly options: WebhookOptions,
  ) {}

  /**
   * Makes a webhook, which hears of what happens from now on.
   * @throws DomainError INVALID_INPUT, TOO_MANY_WEBHOOKS
   */
  create(input: CreateWebhookInput, { viewer, now }: Doing): Promise<Secret> {
    const { name = null, kinds = [], sections = [], content = 'ids', notifyEmail = null } = input;
    const url = targetAddress(input.url, this.options);
    const secret = newWebhookSecret();
    return this.database.transaction(async (tx) => {
      const partnerId = await this.partnerFor(tx, input.partner ?? null, viewer);
      await this.checkNumber(tx, partnerId);
      const id = uuidv7();
      await tx.insert(WebhookEntity, {
        ...{ id, partnerId, name, url, kinds, content, notifyEmail },
        sight: sightFor(partnerId, viewer),
        sectionIds: await requiredIds(tx, 'section', sections),
        secretCipher: this.seal(secret),
        afterSeq: () => '(select coalesce(max(seq), 0) from change)',
        ...{ createdBy: viewer.actor, createdAt: now, updatedAt: now },
      });
      await this.log(tx, 'created', { id, version: 1 });
      return { id, secret };
    });
  }

  /**
   * One that is enabled anew hears of what happens from then on; `missedFrom` says from where it missed something. What
   * says nothing new changes nothing.
   * @throws DomainError WEBHOOK_NOT_FOUND, VERSION_MISMATCH, INVALID_INPUT
   */
  update(id: string, patch: WebhookPatch, basedOn: BasedOn, { viewer, now }: Doing): Promise<void> {
    const { sections, enabled, ...said } = patch;
    const url = said.url === undefined ? undefined : targetAddress(said.url, this.options);
    return this.database.transaction(async (tx) => {
      const hook = await this.take(tx, id, viewer);
      checkVersion(hook.version, basedOn);
      const sectionIds = sections && (await requiredIds(tx, 'section', sections));
      const edit = editOf(hook, { ...said, url, sectionIds });
      const isTurned = enabled !== undefined && enabled !== (hook.disabledAt === null);
      if (Object.keys(edit).length === 0 && !isTurned) return;
      const version = hook.version + 1;
      const sight = 'url' in edit || 'content' in edit ? { sight: sightFor(hook.partnerId, viewer) } : {};
      await tx.update(WebhookEntity, hook.id, { ...edit, ...sight, version, updatedAt: now });
      if (isTurned) await (enabled ? enable(tx, hook.id) : disable(tx, hook.id, 'byHand'));
      await this.log(tx, 'updated', { id: hook.id, version });
    });
  }

  /** @throws DomainError WEBHOOK_NOT_FOUND, VERSION_MISMATCH */
  delete(id: string, basedOn: BasedOn, { viewer }: Doing): Promise<void> {
    return this.database.transaction(async (tx) => {
      const hook = await this.take(tx, id, viewer);
      checkVersion(hook.version, basedOn);
      await tx.delete(WebhookEntity, { id: hook.id });
      await this.log(tx, 'deleted', { id: hook.id, version: hook.version + 1 });
    });
  }

  /**
   * Gives a webhook a new secret. Deliveries are signed with the one before as well for so many hours: with that alone, so
   * no other is dropped for it before its time, unless there are to be none.
   * @throws DomainError WEBHOOK_NOT_FOUND, SECRETS_OVERLAP
   */
  rotate(id: string, overlapHours: number | null | undefined, { viewer, now }: Doing): Promise<Secret> {
    const secret = newWebhookSecret();
    const hours = overlapHours ?? OVERLAP_HOURS;
    return this.database.transaction(async (tx) => {
      const hook = await this.take(tx, id, viewer);
      if (hours > 0 && hook.formerUntil && hook.formerUntil > now) throw secretsOverlap();
      const version = hook.version + 1;
      await tx.update(WebhookEntity, hook.id, {
        secretCipher: this.seal(secret),
        formerSecretCipher: hours > 0 ? hook.secretCipher : null,
        formerUntil: hours > 0 ? new Date(now.getTime() + hours * 3_600_000) : null,
        ...{ version, updatedAt: now },
      });
      await this.log(tx, 'updated', { id: hook.id, version });
      return { id: hook.id, secret };
    });
  }

  /** The webhook, kept from all others until the commit. @throws DomainError WEBHOOK_NOT_FOUND */
  async take(tx: EntityManager, id: string, { partner }: Viewer): Promise<WebhookEntity> {
    const where = { id, ...(partner ? { partnerId: partner } : {}) };
    const hook =
      isUuid(id) && (await tx.findOne(WebhookEntity, { where, lock: { mode: 'for_no_key_update' } }));
    if (!hook) throw webhookNotFound();
    return hook;
  }

  private seal(secret: string): Buffer {
    return this.ring.encrypt('webhook-secret', secret);
  }

  /** With the key of a partner nothing is told of others, not even whether there are any. */
  private async partnerFor(
    tx: EntityManager,
    asked: string | null,
    { partner }: Viewer,
  ): Promise<string | null> {
    if (partner && (asked === null || asked.toLowerCase() === partner)) return partner;
    if (asked === null) return null;
    const found = partner
      ? []
      : await run(tx, sql`select id from partner where id = ${asked}::uuid for key share`);
    if (found.length > 0) return asked.toLowerCase();
    throw unknownReference('/partner', 'PARTNER_NOT_FOUND', 'There is no partner with this id.');
  }

  private async checkNumber(tx: EntityManager, partnerId: string | null): Promise<void> {
    await run(tx, sql`select pg_advisory_xact_lock(${COUNT_LOCK})`);
    const [count] = await run<{ all: number; own: number }>(
      tx,
      sql`select count(*)::int as all, count(*) filter (where partner_id = ${partnerId}::uuid)::int as own from webhook`,
    );
    const { all = 0, own = 0 } = count ?? {};
    if (all >= WEBHOOK_LIMITS.all || own >= WEBHOOK_LIMITS.partner) throw tooManyWebhooks();
  }

  private log(tx: EntityManager, kind: string, hook: { id: string; version: number }): Promise<void> {
    const { id, version } = hook;
    return this.changes.append(tx, [{ kind, subject: 'webhook', subjectId: id, version, tags: [] }]);
  }
}

/** As whom a webhook is given stories that this viewer has them sent to. */
const sightFor = (partnerId: string | null, viewer: Viewer): WebhookEntity['sight'] =>
  partnerId === null ? sightOf(viewerClass(viewer)).viewer : 'partner';

/** What is said of a webhook and not so yet. */
function editOf(hook: WebhookEntity, said: Partial<WebhookEntity>): Partial<WebhookEntity> {
  const isNew = ([name, value]: [string, unknown]): boolean =>
    value !== undefined && !isDeepStrictEqual(value, hook[name as keyof WebhookEntity]);
  return Object.fromEntries(Object.entries(said).filter(isNew));
}

/** It hears of what is appended from now on. */
const enable = (tx: EntityManager, id: string): Promise<unknown> =>
  run(
    tx,
    sql`update webhook set disabled_at = null, disabled_reason = null, failing_since = null,
      after_seq = (select seq from log_follower where name = 'webhooks') where id = ${id}::uuid`,
  );

/**
 * Tells a webhook no more. What waits is cancelled; where it stood is remembered, so that nothing is lost to whoever
 * asks for it again. The caller has the webhook's row.
 * @returns the first change that it may miss
 */
export async function disable(
  tx: EntityManager,
  id: string,
  reason: 'byHand' | 'gone' | 'failing',
): Promise<string | null> {
  const [hook] = await run<{ missedFrom: string | null }>(
    tx,
    sql`with cancelled as (
        update webhook_delivery set state = 'cancelled', error = 'disabled', due_at = null, ended_at = now()
        where webhook_id = ${id}::uuid and state = 'waiting' returning seq
      )
      update webhook h set disabled_at = now(), disabled_reason = ${reason}, missed_after = least(h.missed_after,
          (select min(seq) - 1 from cancelled), (select seq from log_follower where name = 'webhooks'),
          (select min(seq) - 1 from webhook_delivery d
            where d.webhook_id = h.id and d.state = 'failed' and d.ended_at >= h.failing_since))
      where h.id = ${id}::uuid returning (h.missed_after + 1)::text as "missedFrom"`,
  );
  return hook?.missedFrom ?? null;
}
