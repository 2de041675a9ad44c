import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { correctionsJson } from '../articles/article.query.js';
import { isPublic, visibleTo } from '../articles/visibility.js';
import type { Sort } from '../platform/api/cursor.js';
import { listSql } from '../platform/api/list-sql.js';
import { type PageRequest, readPage, slotted } from '../platform/api/page-request.js';
import type { ReadContext } from '../platform/api/read-context.js';
import { type Answer, ReadPlans } from '../platform/api/read-plans.js';
import { listSelection, selectFields } from '../platform/api/rest-selection.js';
import type { Selection } from '../platform/api/selection.js';
import { Shape } from '../platform/api/shape.js';
import { type ViewerClass } from '../platform/api/viewer.js';
import { Database, run } from '../platform/database/database.js';
import { instant, Slot, sql, type Sql } from '../platform/database/sql.js';
import { partnerNotFound } from './partner.errors.js';
import { OutdatedCopy, OutdatedCopyList } from './outdated.view.js';

/** Of a story that is gone nobody knows what its last version was. */
const LAST_VERSION = 2_147_483_647;

/** A copy `k` with the story `a`, whose columns are null when it is gone. */
interface CopyRow {
  readonly k: Sql;
  readonly a: Sql;
}

const isVisible = ({ a }: CopyRow, viewer: ViewerClass): Sql =>
  sql`(${a}.id is not null and ${visibleTo(viewer, a)})`;

const hasCorrections = ({ k }: CopyRow): Sql => sql`exists (select 1 from article_correction c
    where c.article_id = ${k}.article_id and c.version > ${k}.version and ${k}.version > 0)`;

/** Whether a copy is out of date, and the partner was not told that its story is not to be had any more. */
const isOutdated = (row: CopyRow, viewer: ViewerClass): Sql =>
  sql`(${row.k}.told_at is null and (not ${isVisible(row, viewer)} or ${hasCorrections(row)}))`;

const outdatedShape = new Shape<CopyRow>('OutdatedCopy', {
  articleId: ({ k }) => sql`${k}.article_id`,
  kind: (row, _, { viewer }) => sql`case when ${row.a}.id is null then 'deleted'
      when ${row.a}.status = 'retracted' then 'retracted'
      when ${row.a}.status = 'published' and ${row.a}.expires_at <= now() then 'expired'
      when not ${isPublic(row.a)} then 'unpublished'
      when not ${isVisible(row, viewer)} then 'rightsChanged' else 'corrected' end`,
  heldVersion: ({ k }) => sql`${k}.version`,
  receivedAt: ({ k }) => instant(sql`${k}.received_at`),
  version: ({ a }) => sql`${a}.version`,
  slug: ({ a }) => sql`${a}.slug`,
  headline: (row, _, { viewer }) => sql`case when ${isVisible(row, viewer)} then (select r.headline
      from article_revision r where r.id = ${row.a}.published_revision_id) end`,
  notice: ({ a }) => sql`case when ${a}.status = 'retracted' then ${a}.retraction_notice end`,
  corrections: ({ k, a }, { children }, read) =>
    correctionsJson(children, read, (c) => sql`${c}.article_id = ${a}.id and ${c}.version > ${k}.version`),
});

const NEWEST: Sort = {
  name: 'outdated',
  key: sql`k.received_at`,
  id: sql`k.article_id`,
  descending: true,
  type: 'instant',
};

/** Which of the stories that a partner has it must fetch again, or take down. */
@Injectable()
export class OutdatedQuery {
  constructor(
    private readonly plans: ReadPlans,
    private readonly database: Database,
  ) {}

  /** @throws DomainError PARTNER_NOT_FOUND, INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH, UNKNOWN_PARAMETER */
  async list(
    partner: string,
    page: PageRequest,
    count: boolean,
    fields?: readonly string[],
  ): Promise<Answer | null> {
    const { viewer, slots, form, compose } = planOf(partner, page, count);
    const selection = listSelection(OutdatedCopyList, selectFields(OutdatedCopy, fields));
    await this.compare(partner);
    return this.plans.rest(
      { key: `outdated ${form} ${count} ${fields}`, viewer, selection, slots, exact: true },
      compose,
    );
  }

  /** @throws DomainError PARTNER_NOT_FOUND, INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  async listInGraphql(info: GraphQLResolveInfo, partner: string, page: PageRequest): Promise<object | null> {
    const { viewer, slots, form, compose } = planOf(partner, page, true);
    await this.compare(partner);
    return this.plans.graphql(info, { viewer, slots, form, exact: true }, compose);
  }

  /**
   * Says that a partner knows of every story that it may not have any more: it has read the current state to its end, and
   * drops what is not in it.
   */
  async hasReadState(partner: string): Promise<void> {
    await this.compare(partner);
    const row = { k: sql`k`, a: sql`a` };
    await this.database.query(sql`update partner_copy copy set told_at = now(), told_version = gone.version
      from (select k.article_id, coalesce(a.version, ${LAST_VERSION}) as version
        from partner_copy k left join article a on a.id = k.article_id
        where k.partner_id = ${partner}::uuid and k.is_due and not ${isVisible(row, `partner@${partner}`)}
        order by k.article_id for update of k) gone
      where copy.partner_id = ${partner}::uuid and copy.article_id = gone.article_id`);
  }

  /**
   * Compares copies with the stories: those that were given since the last time, and those whose story has an entry in the
   * log since then; all of them where the log does not reach back so far, or what the partner may have is another.
   */
  private async compare(partner: string): Promise<void> {
    const row = { k: sql`k`, a: sql`a` };
    const viewer: ViewerClass = `partner@${partner}`;
    await this.check(partner);
    return this.database.transaction(async (tx) => {
      const [since] = await run<{ seq: string | null; end: string }>(
        tx,
        sql`select case when checked_seq >= (select coalesce(min(seq), 0) from change) - 1 then checked_seq end as seq,
          (select coalesce(max(seq), 0) from change) as "end"
          from partner where id = ${partner}::uuid for no key update skip locked`,
      );
      // Somebody else compares them just now: the list is as it was until then.
      if (!since) return;
      const changed = sql`k.article_id in (select subject_id from change
        where seq > ${since.seq}::bigint and seq <= ${since.end}::bigint and subject = 'article')`;
      await run(
        tx,
        sql`update partner_copy copy set is_due = found.is_outdated
          from (select k.article_id, ${isOutdated(row, viewer)} as is_outdated
            from partner_copy k left join article a on a.id = k.article_id
            where k.partner_id = ${partner}::uuid and (${since.seq}::bigint is null or k.is_due or ${changed})
            order by k.article_id for update of k) found
          where copy.partner_id = ${partner}::uuid and copy.article_id = found.article_id
            and copy.is_due <> found.is_outdated`,
      );
      await run(tx, sql`update partner set checked_seq = ${since.end}::bigint where id = ${partner}::uuid`);
    });
  }

  /** @throws DomainError PARTNER_NOT_FOUND */
  private async check(partner: string): Promise<void> {
    const found = await this.database.query(sql`select 1 from partner where id = ${partner}::uuid`);
    if (found.length === 0) throw partnerNotFound();
  }
}

function planOf(partner: string, asked: PageRequest, counted: boolean) {
  const { page, slots, form } = slotted(readPage(asked, NEWEST, partner));
  const row = { k: sql`k`, a: sql`a` };
  const from = sql`from partner_copy k left join article a on a.id = k.article_id`;
  const compose = (selection: Selection, read: ReadContext): Sql => {
    const where = sql`k.partner_id = ${new Slot('partner')}::uuid and k.is_due and ${isOutdated(row, read.viewer)}`;
    const item = (
      id: Sql,
      inner: Selection,
    ): Sql => sql`(select ${outdatedShape.json(row, inner, read)} ${from}
      where k.partner_id = ${new Slot('partner')}::uuid and k.article_id = ${id})`;
    return sql`select ${listSql({ from, where, sort: NEWEST, item }, page, selection, counted)}::text as json`;
  };
  return { viewer: `partner@${partner}` as const, slots, form, compose };
}
