import type { GraphQLResolveInfo } from 'graphql';
import { Slot, sql, type Sql } from '../database/sql.js';
import { textFault } from '../http/body-guard.js';
import type { Sort } from './cursor.js';
import { listSql } from './list-sql.js';
import { type PageRequest, readPage, slotted } from './page-request.js';
import type { ReadContext } from './read-context.js';
import type { Answer, ReadPlans } from './read-plans.js';
import { listSelection, selectFields, wholeSelection } from './rest-selection.js';
import type { Selection } from './selection.js';
import { isUuid } from './uuid.js';
import type { ViewClass } from './view.js';

/** Things with an id that are looked after by those who see all of them, such as keys. */
export interface ManagedThings<View extends object> {
  readonly table: Sql;
  readonly view: new () => View;
  readonly list: ViewClass;
  json(row: Sql, selection: Selection, read: ReadContext): Sql;
  /** What else is selected of one: `… as updated`, and `… as version` where it has one. */
  about(row: Sql): Sql;
  readonly notFound: () => Error;
  /** Order of the list of rows `x`; newest first when absent. */
  readonly sort?: Sort;
  /** Whether they have slugs, by which they are found as well. */
  readonly named?: boolean;
}

/** Which of the rows `x` are listed, or found; `form` tells this condition from others, and `slots` has the values in it. */
export interface ManagedFilter {
  readonly where: Sql;
  readonly form: string;
  readonly slots: Readonly<Record<string, unknown>>;
}

const ALL: ManagedFilter = { where: sql`true`, form: '', slots: {} };

const NEWEST: Sort = {
  name: 'newest',
  key: sql`x.created_at`,
  id: sql`x.id`,
  descending: true,
  type: 'instant',
};

/** Whose they are makes no difference to what is read. */
const VIEWER = 'reader';

/** Reads things by id, or by slug where they have one, and in lists, over both transports. */
export class ManagedReads<View extends object> {
  constructor(
    private readonly plans: ReadPlans,
    private readonly things: ManagedThings<View>,
  ) {}

  /** @throws what `notFound` gives */
  one(id: string, fields?: readonly string[], filter: ManagedFilter = ALL): Promise<Answer> {
    return this.answer(id, String(fields), selectFields(this.things.view, fields), filter);
  }

  /** One as a write gives it. @throws what `notFound` gives */
  async whole(id: string, selection: Selection = wholeSelection(this.things.view)): Promise<View> {
    const { json } = await this.answer(id, JSON.stringify(selection), selection, ALL);
    return JSON.parse(json) as View;
  }

  async oneInGraphql(
    info: GraphQLResolveInfo,
    id: string,
    filter: ManagedFilter = ALL,
  ): Promise<View | null> {
    const key = this.keyOf(id);
    const request = {
      viewer: VIEWER,
      slots: { ...filter.slots, id },
      form: `${key} ${filter.form}`,
    } as const;
    return key && this.plans.graphql<View>(info, request, this.oneSql(key, filter));
  }

  /** @throws DomainError INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  list(
    page: PageRequest,
    count: boolean,
    fields?: readonly string[],
    filter: ManagedFilter = ALL,
  ): Promise<Answer | null> {
    const { view, list } = this.things;
    const { form, slots, compose } = this.listPlan(page, count, filter);
    const selection = listSelection(list, selectFields(view, fields));
    const key = `${view.name} list ${form} ${count} ${fields}`;
    return this.plans.rest({ key, viewer: VIEWER, selection, slots }, compose);
  }

  listInGraphql(
    info: GraphQLResolveInfo,
    page: PageRequest,
    filter: ManagedFilter = ALL,
  ): Promise<object | null> {
    const { form, slots, compose } = this.listPlan(page, true, filter);
    return this.plans.graphql(info, { viewer: VIEWER, slots, form }, compose);
  }

  private async answer(
    id: string,
    form: string,
    selection: Selection,
    filter: ManagedFilter,
  ): Promise<Answer> {
    const { view, notFound } = this.things;
    const by = this.keyOf(id);
    if (!by) throw notFound();
    const key = `${view.name} ${by} ${filter.form} ${form}`;
    const request = { key, viewer: VIEWER, selection, slots: { ...filter.slots, id } } as const;
    const answer = await this.plans.rest(request, this.oneSql(by, filter));
    if (!answer) throw notFound();
    return answer;
  }

  /** What one is named by: nothing has a name that PostgreSQL cannot hold. */
  private keyOf(reference: string): 'id' | 'slug' | null {
    if (isUuid(reference)) return 'id';
    return this.things.named && textFault(reference) === undefined ? 'slug' : null;
  }

  private oneSql(by: 'id' | 'slug', filter: ManagedFilter) {
    const { table, json, about } = this.things;
    const condition = by === 'id' ? sql`x.id = ${new Slot('id')}::uuid` : sql`x.slug = ${new Slot('id')}`;
    return (selection: Selection, read: ReadContext): Sql =>
      sql`select ${json(sql`x`, selection, read)}::text as json, ${about(sql`x`)}
        from ${table} x where ${condition} and ${filter.where}`;
  }

  private listPlan(request: PageRequest, counted: boolean, filter: ManagedFilter) {
    const { table, view, json, sort = NEWEST } = this.things;
    const { page, slots, form } = slotted(readPage(request, sort, [view.name, filter.form, filter.slots]));
    const compose = (selection: Selection, read: ReadContext): Sql => {
      const item = (id: Sql, inner: Selection): Sql =>
        sql`(select ${json(sql`y`, inner, read)} from ${table} y where y.id = ${id})`;
      const source = { from: sql`from ${table} x`, where: filter.where, sort, item };
      return sql`select ${listSql(source, page, selection, counted)}::text as json`;
    };
    return { form: `${form} ${filter.form}`, slots: { ...slots, ...filter.slots }, compose };
  }
}
