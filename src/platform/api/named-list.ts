import type { GraphQLResolveInfo } from 'graphql';
import { Slot, sql, type Sql } from '../database/sql.js';
import type { Sort } from './cursor.js';
import { listSql } from './list-sql.js';
import { type PageRequest, readPage, slotted } from './page-request.js';
import type { ReadContext } from './read-context.js';
import type { Answer, ReadPlans } from './read-plans.js';
import { listSelection, selectFields } from './rest-selection.js';
import type { Selection } from './selection.js';
import type { ViewClass } from './view.js';
import type { ViewerClass } from './viewer.js';

/** Things that have a slug and a name and are listed by it, such as tags and authors. */
export interface NamedThings {
  readonly table: Sql;
  readonly view: ViewClass;
  readonly list: ViewClass;
  json(row: Sql, selection: Selection, read: ReadContext): Sql;
  /** When it last changed. */
  updated(row: Sql): Sql;
  /** Whether the caller may know of it. */
  visible(row: Sql, viewer: ViewerClass): Sql;
}

interface ListRequest {
  readonly viewer: ViewerClass;
  readonly page: PageRequest;
  readonly count?: boolean;
  readonly fields?: readonly string[];
}

/** Reads things by slug and in lists by name, over both transports. */
export class NamedReads {
  constructor(
    private readonly plans: ReadPlans,
    private readonly things: NamedThings,
  ) {}

  one(request: { viewer: ViewerClass; slug: string; fields?: readonly string[] }): Promise<Answer | null> {
    const { viewer, slug, fields } = request;
    const { view } = this.things;
    const key = `${view.name} ${fields}`;
    return this.plans.rest(
      { key, viewer, selection: selectFields(view, fields), slots: { slug } },
      this.oneSql,
    );
  }

  oneInGraphql<T>(info: GraphQLResolveInfo, viewer: ViewerClass, slug: string): Promise<T | null> {
    return this.plans.graphql<T>(info, { viewer, slots: { slug } }, this.oneSql);
  }

  /** @throws DomainError INVALID_PARAMETER, INVALID_CURSOR, CURSOR_MISMATCH */
  list({ viewer, page, count = false, fields }: ListRequest): Promise<Answer | null> {
    const { view, list } = this.things;
    const { form, slots, compose } = this.listPlan(viewer, page, count);
    const selection = listSelection(list, selectFields(view, fields));
    return this.plans.rest(
      { key: `${view.name} list ${form} ${count} ${fields}`, viewer, selection, slots },
      compose,
    );
  }

  listInGraphql(info: GraphQLResolveInfo, { viewer, page }: ListRequest): Promise<object | null> {
    const { form, slots, compose } = this.listPlan(viewer, page, true);
    return this.plans.graphql(info, { viewer, slots, form }, compose);
  }

  private readonly oneSql = (selection: Selection, read: ReadContext): Sql => {
    const { table, json, updated, visible } = this.things;
    return sql`select ${json(sql`x`, selection, read)}::text as json, ${updated(sql`x`)} as updated from ${table} x
      where x.slug = ${new Slot('slug')} and ${visible(sql`x`, read.viewer)}`;
  };

  private listPlan(viewer: ViewerClass, request: PageRequest, counted: boolean) {
    const { table, view, json, visible } = this.things;
    const { page, slots, form } = slotted(readPage(request, BY_NAME, view.name));
    const item = (id: Sql, inner: Selection, read: ReadContext): Sql =>
      sql`(select ${json(sql`y`, inner, read)} from ${table} y where y.id = ${id})`;
    const compose = (selection: Selection, read: ReadContext): Sql => {
      const source = {
        from: sql`from ${table} x`,
        where: visible(sql`x`, viewer),
        sort: BY_NAME,
        item: (id: Sql, inner: Selection) => item(id, inner, read),
      };
      return sql`select ${listSql(source, page, selection, counted)}::text as json`;
    };
    return { form, slots, compose };
  }
}

const BY_NAME: Sort = { name: 'name', key: sql`x.name`, id: sql`x.id`, descending: false, type: 'text' };
