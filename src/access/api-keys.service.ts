import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { invalidInput } from '../platform/api/errors.js';
import type { Scope } from '../platform/api/viewer.js';
import { isUuid } from '../platform/api/uuid.js';
import { ChangeLog, type NewChange } from '../platform/changes/change-log.js';
import { Database, run } from '../platform/database/database.js';
import { compile, Slot, sql } from '../platform/database/sql.js';
import { apiKeyHash, isApiKey, newApiKey, shownPrefix } from './api-key-secret.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { apiKeyNotFound } from './access.errors.js';

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: string | null;
  readonly rateLimit?: number | null;
  /** Id of the partner whose rights it has. */
  readonly partner?: string | null;
}

/** Who does something, and when. */
export interface Doing {
  readonly actor: string;
  readonly now: Date;
}

/** A key that is valid now. */
export interface KnownKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly rateLimit: number | null;
  readonly partnerId: string | null;
  /** Requests a day of the partner; null for any number. */
  readonly dailyQuota: number | null;
}

/** By the clock of the database, whichever process asks: what is revoked or over is so for all of them at once. */
const validKey =
  compile(sql`select k.id, k.name, k.scopes, k.rate_limit as "rateLimit", k.partner_id as "partnerId",
    p.daily_quota as "dailyQuota", coalesce(k.last_used_at < now() - interval '1 minute', true) as "isDue"
  from api_key k left join partner p on p.id = k.partner_id
  where k.secret_hash = ${new Slot('hash')}::bytea and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > now()) and (p.ends_at is null or p.ends_at > now())`);

/** What a partner's key may allow: what it may have is its rights', not its scopes'. */
const PARTNER_SCOPES: ReadonlySet<Scope> = new Set<Scope>(['syndication:read', 'webhooks:manage']);

/** Makes, knows and revokes keys. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly changes: ChangeLog,
  ) {}

  /** The key behind a text; null for one that is not known, revoked or over. Not kept: it may be revoked meanwhile. */
  async recognise(text: string): Promise<KnownKey | null> {
    if (!isApiKey(text)) return null;
    const slots = { hash: apiKeyHash(text) };
    const [row] = await this.database.read<KnownKey & { isDue: boolean }>(validKey, {
      naming: 'fixed',
      slots,
    });
    if (!row) return null;
    const { isDue, ...key } = row;
    if (isDue)
      await this.database.query(sql`update api_key set last_used_at = now() where id = ${key.id}::uuid`);
    return key;
  }

  /**
   * Makes a key. Its text is given this once and kept nowhere.
   * @throws DomainError INVALID_INPUT for an end that has passed, a partner that is not there, and scopes that are not for
   * partners
   */
  async create(wanted: NewApiKey, { actor, now }: Doing): Promise<{ id: string; key: string }> {
    const expiresAt = wanted.expiresAt ? new Date(wanted.expiresAt) : null;
    if (expiresAt && expiresAt <= now) {
      const detail = 'expiresAt must be in the future.';
      throw invalidInput([{ pointer: '/expiresAt', code: 'INVALID', detail }]);
    }
    const partnerId = wanted.partner?.toLowerCase() ?? null;
    if (partnerId !== null && !wanted.scopes.every((scope) => PARTNER_SCOPES.has(scope))) {
      const detail = `The keys of partners take ${[...PARTNER_SCOPES].join(' and ')}.`;
      throw invalidInput([{ pointer: '/scopes', code: 'INVALID', detail }]);
    }
    const key = newApiKey();
    const id = uuidv7();
    await this.database.transaction(async (tx) => {
      if (partnerId !== null) await checkPartner(tx, partnerId);
      await tx.insert(ApiKeyEntity, {
        id,
        name: wanted.name,
        prefix: shownPrefix(key),
        secretHash: apiKeyHash(key),
        scopes: [...wanted.scopes],
        rateLimit: wanted.rateLimit ?? null,
        partnerId,
        createdBy: actor,
        createdAt: now,
        expiresAt,
      });
      await this.log(tx, 'created', id);
    });
    return { id, key };
  }

  /**
   * Revokes a key; one that is revoked stays so from when it was.
   * @throws DomainError API_KEY_NOT_FOUND
   */
  async revoke(id: string, { now }: Doing): Promise<void> {
    if (!isUuid(id)) throw apiKeyNotFound();
    await this.database.transaction(async (tx) => {
      const found = await run<{ wasValid: boolean }>(
        tx,
        sql`with before as (select id, revoked_at from api_key where id = ${id}::uuid for update)
          update api_key set revoked_at = coalesce(before.revoked_at, ${now}) from before where api_key.id = before.id
          returning before.revoked_at is null as "wasValid"`,
      );
      if (found.length === 0) throw apiKeyNotFound();
      if (found[0]?.wasValid) await this.log(tx, 'revoked', id);
    });
  }

  /** Revokes the keys of a partner that goes, and what they are of it. */
  async forgetPartner(tx: EntityManager, partnerId: string, now: Date): Promise<NewChange[]> {
    const revoked = await run<{ id: string }>(
      tx,
      sql`update api_key set revoked_at = coalesce(revoked_at, ${now}), partner_id = null
        where partner_id = ${partnerId}::uuid returning id`,
    );
    return revoked.map(({ id }) => ({ kind: 'revoked', subject: 'apiKey', subjectId: id, tags: [] }));
  }

  private log(tx: EntityManager, kind: string, subjectId: string): Promise<void> {
    return this.changes.append(tx, [{ kind, subject: 'apiKey', subjectId, tags: [] }]);
  }
}

/** @throws DomainError INVALID_INPUT */
async function checkPartner(tx: EntityManager, id: string): Promise<void> {
  const found = await run(tx, sql`select 1 from partner where id = ${id}::uuid for key share`);
  if (found.length > 0) return;
  const detail = 'There is no partner with this id.';
  throw invalidInput([{ pointer: '/partner', code: 'PARTNER_NOT_FOUND', detail }]);
}
