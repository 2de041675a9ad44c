import type { GraphQLResolveInfo } from 'graphql';
import { raw, Slot, sql, type Sql } from '../database/sql.js';
import type { Sort } from './cursor.js';
import { followSlug, type FormerSlug, slugNow } from './former-slugs.js';
import { listSql } from './list-sql.js';
import { type PageRequest, readPage, slotted } from './page-request.js';
import type { ReadContext } from './read-context.js';
import type { Answer, ReadPlans } from './read-plans.js';
import { listSelection, selectFields, wholeSelection } from './rest-selection.js';
import type { Selection } from './selection.js';
import type { ViewClass } from './view.js';
import type { ViewerClass } from './viewer.js';

/** Things that have a slug and a name and are listed by it, such as tags and authors. */
export interface NamedThings {
  /** Name of their table. */
  readonly kind: string;
  readonly view: ViewClass;
  readonly list: ViewClass;
  json(row: Sql, selection: Selection, read: ReadContext, marks?: readonly Sql[]): Sql;
  /** Whether the caller may know of it. */
  visible(row: Sql, viewer: ViewerClass): Sql;
}

interface ListRequest {
  readonly viewer: ViewerClass;
  readonly page: PageRequest;
  readonly count?: boolean;
  readonly fields?: readonly string[];
}

interface OneRequest {
  readonly viewer: ViewerClass;
  readonly slug: string;
  /** Whether the caller may know of all of them, since it may change them. */
  readonly all: boolean;
}

/** Reads things by slug and in lists by name, over both transports. */
export class NamedReads {
  constructor(
    private readonly plans: ReadPlans,
    private readonly things: NamedThings,
  ) {}

  /** @throws Moved for a slug that one of them had before */
  async one(request: OneRequest & { fields?: readonly string[] }): Promise<Answer | null> {
    const { viewer, slug, all, fields } = request;
    const { view } = this.things;
    const answer = await this.plans.rest(
      {
        key: `${view.name} ${all} ${fields}`,
        viewer,
        selection: selectFields(view, fields),
        slots: { slug },
      },
      this.oneSql(all),
    );
    if (!answer) await followSlug(this.plans, this.former(request));
    return answer;
  }

  /** A slug that one of them had before leads to it. */
  async oneInGraphql<T>(info: GraphQLResolveInfo, request: OneRequest): Promise<T | null> {
    const { viewer, all } = request;
    const read = (slug: string) =>
      this.plans.graphql<T>(info, { viewer, slots: { slug }, form: `${all}` }, this.oneSql(all));
    const found = await read(request.slug);
    const now = found ? null : await slugNow(this.plans, this.former(request));
    return now === null ? found : read(now);
  }

  /** One of them as a write gives it. */
  async whole<T>(id: string, selection: Selection = wholeSelection(this.things.view)): Promise<T> {
    const { kind, json } = this.things;
    const answer = await this.plans.rest(
      { key: `${kind} written ${JSON.stringify(selection)}`, viewer: 'reader', selection, slots: { id } },
      (chosen, read) => sql`select ${json(sql`x`, chosen, read)}::text as json from ${raw(kind)} x
        where x.id = ${new Slot('id')}::uuid`,
    );
    return JSON.parse(answer?.json ?? 'null') as T;
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

  private oneSql(all: boolean) {
    const { kind, json, visible } = this.things;
    return (selection: Selection, read: ReadContext): Sql => {
      read.tags.add(`${kind}s`);
      for (const tag of this.tagsOfNothing) read.tagsOfNothing.add(tag);
      // Readers know of it as long as one of its stories is visible.
      const marks = read.mark(`articles:${kind}`, sql`x.id`);
      return sql`select ${json(sql`x`, selection, read, marks)}::text as json, x.updated_at as updated, x.version
        from ${raw(kind)} x where x.slug = ${new Slot('slug')} and ${all ? sql`true` : visible(sql`x`, read.viewer)}`;
    };
  }

  /** What it depends on that there is nothing of a name: anything may get it, and any story make it visible. */
  private get tagsOfNothing(): string[] {
    return ['any:article', `any:${this.things.kind}`];
  }

  private former({ viewer, slug, all }: OneRequest): FormerSlug {
    const { kind, visible } = this.things;
    return { kind, viewer, slug, visible: all ? () => sql`true` : visible };
  }

  private listPlan(viewer: ViewerClass, request: PageRequest, counted: boolean) {
    const { kind, view, json, visible } = this.things;
    const { page, slots, form } = slotted(readPage(request, BY_NAME, view.name));
    const item = (id: Sql, inner: Selection, read: ReadContext): Sql =>
      sql`(select ${json(sql`y`, inner, read)} from ${raw(kind)} y where y.id = ${id})`;
    const compose = (selection: Selection, read: ReadContext): Sql => {
      read.tags.add(`${kind}s`).add(`articles:${kind}`);
      const source = {
        from: sql`from ${raw(kind)} x`,
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
