import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import type { Sort } from '../platform/api/cursor.js';
import { listSql } from '../platform/api/list-sql.js';
import { type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { listSelection, selectFields, wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { Shape } from '../platform/api/shape.js';
import { isUuid } from '../platform/api/uuid.js';
import { instant, Slot, sql, type Sql } from '../platform/database/sql.js';
import { apiKeyNotFound } from './access.errors.js';
import { ApiKey, ApiKeyList } from './api-key.view.js';

/** Fields of `ApiKey`. The secret's hash is not among them. */
const apiKeyShape = new Shape<{ k: Sql }>('ApiKey', {
  id: ({ k }) => sql`${k}.id`,
  name: ({ k }) => sql`${k}.name`,
  prefix: ({ k }) => sql`${k}.prefix`,
  scopes: ({ k }) => sql`${k}.scopes`,
  rateLimit: ({ k }) => sql`${k}.rate_limit`,
  createdBy: ({ k }) => sql`${k}.created_by`,
  createdAt: ({ k }) => instant(sql`${k}.created_at`),
  expiresAt: ({ k }) => instant(sql`${k}.expires_at`),
  lastUsedAt: ({ k }) => instant(sql`${k}.last_used_at`),
  revokedAt: ({ k }) => instant(sql`${k}.revoked_at`),
});

const NEWEST: Sort = {
  name: 'newest',
  key: sql`x.created_at`,
  id: sql`x.id`,
  descending: true,
  type: 'instant',
};

/** Keys are for those who may manage all of them: whose they are makes no difference to what is read. */
const VIEWER = 'reader';

/** Reads keys, the revoked among them. */
@Injectable()
export class ApiKeysQuery {
  constructor(private readonly plans: ReadPlans) {}

  /** @throws DomainError API_KEY_NOT_FOUND */
  async one(id: string, fields?: readonly string[]): Promise<Answer> {
    if (!isUuid(id)) throw apiKeyNotFound();
    const answer = await this.plans.rest(
      { key: `api key ${fields}`, viewer: VIEWER, selection: selectFields(ApiKey, fields), slots: { id } },
      oneSql,
    );
    if (!answer) throw apiKeyNotFound();
    return answer;
  }

  /** A key as a mutation gives it. @throws DomainError API_KEY_NOT_FOUND */
  async whole(id: string, selection: Selection = wholeSelection(ApiKey)): Promise<ApiKey> {
    const key = `api key ${JSON.stringify(selection)}`;
    const answer = await this.plans.rest({ key, viewer: VIEWER, selection, slots: { id } }, oneSql);
    if (!answer) throw apiKeyNotFound();
    return JSON.parse(answer.json) as ApiKey;
  }

  async oneInGraphql(info: GraphQLResolveInfo, id: string): Promise<ApiKey | null> {
    if (!isUuid(id)) return null;
    return this.plans.graphql<ApiKey>(info, { viewer: VIEWER, slots: { id } }, oneSql);
  }

  /** @throws DomainError INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  list(page: PageRequest, count: boolean, fields?: readonly string[]): Promise<Answer | null> {
    const { form, slots, compose } = listPlan(page, count);
    const selection = listSelection(ApiKeyList, selectFields(ApiKey, fields));
    return this.plans.rest(
      { key: `api keys ${form} ${count} ${fields}`, viewer: VIEWER, selection, slots },
      compose,
    );
  }

  listInGraphql(info: GraphQLResolveInfo, page: PageRequest): Promise<object | null> {
    const { form, slots, compose } = listPlan(page, true);
    return this.plans.graphql(info, { viewer: VIEWER, slots, form }, compose);
  }
}

const oneSql = (selection: Selection, read: ReadContext): Sql =>
  sql`select ${apiKeyShape.json({ k: sql`x` }, selection, read)}::text as json,
    greatest(x.created_at, x.last_used_at, x.revoked_at) as updated
    from api_key x where x.id = ${new Slot('id')}::uuid`;

function listPlan(request: PageRequest, counted: boolean) {
  const { page, slots, form } = slotted(readPage(request, NEWEST, 'api keys'));
  const compose = (selection: Selection, read: ReadContext): Sql => {
    const item = (id: Sql, inner: Selection): Sql =>
      sql`(select ${apiKeyShape.json({ k: sql`y` }, inner, read)} from api_key y where y.id = ${id})`;
    const source = { from: sql`from api_key x`, where: sql`true`, sort: NEWEST, item };
    return sql`select ${listSql(source, page, selection, counted)}::text as json`;
  };
  return { form, slots, compose };
}
