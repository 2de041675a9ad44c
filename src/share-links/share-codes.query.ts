import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { ArticleLookup } from '../articles/article-lookup.js';
import type { Sort } from '../platform/api/cursor.js';
import { listSql } from '../platform/api/list-sql.js';
import { type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { listSelection, selectFields, wholeSelection } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { Shape } from '../platform/api/shape.js';
import { instant, literal, Slot, sql, type Sql } from '../platform/database/sql.js';
import { ShareCode, ShareCodeList } from './share-code.view.js';
import { shareCodeNotFound } from './share.errors.js';

/** A row of `share_code` that leads to a story. */
interface CodeRow {
  readonly c: Sql;
}

const shortUrl = ({ c }: CodeRow, read: ReadContext): Sql =>
  sql`${literal(`${read.addresses.api}/s/`)} || ${c}.code`;

/** Fields of `ShareCode`, which only those who write may see. */
const shareCodeShape = new Shape<CodeRow>('ShareCode', {
  code: ({ c }) => sql`${c}.code`,
  articleId: ({ c }) => sql`${c}.article_id`,
  shortUrl: (row, _, read) => shortUrl(row, read),
  qrUrl: (row, _, read) => sql`${shortUrl(row, read)} || '/qr.svg'`,
  campaign: ({ c }) => sql`${c}.campaign`,
  active: ({ c }) => sql`coalesce(${c}.expires_at > now(), true)`,
  visits: ({ c }) => sql`(select coalesce(sum(v.visits), 0) from share_visit v
    where v.code = ${c}.code and v.visitor = 'human')`,
  createdAt: ({ c }) => instant(sql`${c}.created_at`),
  expiresAt: ({ c }) => instant(sql`${c}.expires_at`),
});

/** Cursors hold ids, and a code is none. A story has so few that no index is needed. */
const idOf = (c: Sql): Sql => sql`md5(${c}.code)::uuid`;

const NEWEST: Sort = {
  name: 'newest',
  key: sql`x.created_at`,
  id: idOf(sql`x`),
  descending: true,
  type: 'instant',
};

/** Those who write see the links of every story that was not retracted. */
const VIEWER = 'reader';

/** Reads the short links of a story. */
@Injectable()
export class ShareCodesQuery {
  constructor(
    private readonly plans: ReadPlans,
    private readonly lookup: ArticleLookup,
  ) {}

  /** @throws DomainError ARTICLE_NOT_FOUND, ARTICLE_RETRACTED, INVALID_CURSOR, CURSOR_MISMATCH */
  async list(
    reference: string,
    page: PageRequest,
    { count, fields }: { readonly count: boolean; readonly fields?: readonly string[] },
  ): Promise<Answer | null> {
    const article = await this.lookup.idAt(reference, VIEWER, 'working');
    const { form, slots, compose } = listPlan(article, page, count);
    const selection = listSelection(ShareCodeList, selectFields(ShareCode, fields));
    const key = `share codes ${form} ${count} ${fields}`;
    return this.plans.rest({ key, viewer: VIEWER, selection, slots }, compose);
  }

  /** @throws DomainError as `list` */
  async listInGraphql(
    info: GraphQLResolveInfo,
    reference: string,
    page: PageRequest,
  ): Promise<object | null> {
    const article = await this.lookup.idOf(reference, VIEWER, 'working');
    const { form, slots, compose } = listPlan(article, page, true);
    return this.plans.graphql(info, { viewer: VIEWER, slots, form }, compose);
  }

  /** @throws DomainError SHARE_CODE_NOT_FOUND */
  one(code: string, fields?: readonly string[]): Promise<Answer> {
    return this.answer(code, String(fields), selectFields(ShareCode, fields));
  }

  /** One as a write gives it. @throws DomainError SHARE_CODE_NOT_FOUND */
  async whole(code: string, selection: Selection = wholeSelection(ShareCode)): Promise<ShareCode> {
    const { json } = await this.answer(code, JSON.stringify(selection), selection);
    return JSON.parse(json) as ShareCode;
  }

  oneInGraphql(info: GraphQLResolveInfo, code: string): Promise<ShareCode | null> {
    return this.plans.graphql<ShareCode>(info, { viewer: VIEWER, slots: { code } }, oneCode);
  }

  private async answer(code: string, form: string, selection: Selection): Promise<Answer> {
    const request = { key: `share code ${form}`, viewer: VIEWER, selection, slots: { code } } as const;
    const answer = await this.plans.rest(request, oneCode);
    if (!answer) throw shareCodeNotFound();
    return answer;
  }
}

const oneCode = (selection: Selection, read: ReadContext): Sql =>
  sql`select ${shareCodeShape.json({ c: sql`x` }, selection, read)}::text as json
    from share_code x where x.code = ${new Slot('code')} and x.article_id is not null`;

const ofStory = (c: Sql): Sql => sql`${c}.article_id = ${new Slot('article')}::uuid`;

function listPlan(article: string, request: PageRequest, counted: boolean) {
  const { page, slots, form } = slotted(readPage(request, NEWEST, `share codes ${article}`));
  const compose = (selection: Selection, read: ReadContext): Sql => {
    const item = (id: Sql, inner: Selection): Sql =>
      sql`(select ${shareCodeShape.json({ c: sql`y` }, inner, read)} from share_code y
        where ${ofStory(sql`y`)} and ${idOf(sql`y`)} = ${id})`;
    const where = ofStory(sql`x`);
    const source = { from: sql`from share_code x`, where, sort: NEWEST, item };
    return sql`select ${listSql(source, page, selection, counted)}::text as json`;
  };
  return { form, slots: { ...slots, article }, compose };
}
