import { Injectable } from '@nestjs/common';
import { ManagedReads } from '../platform/api/managed-list.js';
import { ReadPlans } from '../platform/api/read-plans.js';
import { Shape } from '../platform/api/shape.js';
import { instant, sql, type Sql } from '../platform/database/sql.js';
import { apiKeyNotFound } from './access.errors.js';
import { ApiKey, ApiKeyList } from './api-key.view.js';

/** Fields of `ApiKey`. The secret's hash is not among them. */
const apiKeyShape = new Shape<{ k: Sql }>('ApiKey', {
  id: ({ k }) => sql`${k}.id`,
  name: ({ k }) => sql`${k}.name`,
  prefix: ({ k }) => sql`${k}.prefix`,
  scopes: ({ k }) => sql`${k}.scopes`,
  rateLimit: ({ k }) => sql`${k}.rate_limit`,
  partnerId: ({ k }) => sql`${k}.partner_id`,
  createdBy: ({ k }) => sql`${k}.created_by`,
  createdAt: ({ k }) => instant(sql`${k}.created_at`),
  expiresAt: ({ k }) => instant(sql`${k}.expires_at`),
  lastUsedAt: ({ k }) => instant(sql`${k}.last_used_at`),
  revokedAt: ({ k }) => instant(sql`${k}.revoked_at`),
});

/** Reads keys, the revoked among them. */
@Injectable()
export class ApiKeysQuery extends ManagedReads<ApiKey> {
  constructor(plans: ReadPlans) {
    super(plans, {
      table: sql`api_key`,
      view: ApiKey,
      list: ApiKeyList,
      json: (k, selection, read) => apiKeyShape.json({ k }, selection, read),
      about: (row) => sql`greatest(${row}.created_at, ${row}.last_used_at, ${row}.revoked_at) as updated`,
      notFound: apiKeyNotFound,
    });
  }
}
