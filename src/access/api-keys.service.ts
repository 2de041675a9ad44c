import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { invalidInput } from '../platform/api/errors.js';
import type { Scope } from '../platform/api/viewer.js';
import { isUuid } from '../platform/api/uuid.js';
import { ChangeLog } from '../platform/changes/change-log.js';
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
  readonly partner: string | null;
}

/** By the clock of the database, whichever process asks: what is revoked or over is so for all of them at once. */
const validKey = compile(sql`select id, name, scopes, rate_limit as "rateLimit", partner_id as partner,
    coalesce(last_used_at < now() - interval '1 minute', true) as "isDue"
  from api_key where secret_hash = ${new Slot('hash')}::bytea and revoked_at is null
    and (expires_at is null or expires_at > now())`);

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
   * @throws DomainError INVALID_INPUT for an end that has passed
   */
  async create(wanted: NewApiKey, { actor, now }: Doing): Promise<{ id: string; key: string }> {
    const expiresAt = wanted.expiresAt ? new Date(wanted.expiresAt) : null;
    if (expiresAt && expiresAt <= now) {
      const detail = 'expiresAt must be in the future.';
      throw invalidInput([{ pointer: '/expiresAt', code: 'INVALID', detail }]);
    }
    const key = newApiKey();
    const id = uuidv7();
    await this.database.transaction(async (tx) => {
      await tx.insert(ApiKeyEntity, {
        id,
        name: wanted.name,
        prefix: shownPrefix(key),
        secretHash: apiKeyHash(key),
        scopes: [...wanted.scopes],
        rateLimit: wanted.rateLimit ?? null,
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

  private log(tx: EntityManager, kind: string, subjectId: string): Promise<void> {
    return this.changes.append(tx, [{ kind, subject: 'apiKey', subjectId, tags: [] }]);
  }
}
