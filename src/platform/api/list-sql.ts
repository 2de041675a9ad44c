import { join, raw, sql, type Sql } from '../database/sql.js';
import { beyond, cursorSql, type Sort } from './cursor.js';
import type { Page } from './page-request.js';
import type { SelectedField, Selection } from './selection.js';
import { jsonList, objectOf } from './shape.js';

/** Counting stops here: past it `totalCount` is this number and `totalCountExact` is false. */
const COUNT_LIMIT = 10_000;

/**
 * Ways to find the same rows, where which of them is cheap shows only while the statement runs: each has a condition
 * that holds for this way alone.
 */
export interface Ways {
  /** `with …` of what the conditions ask. */
  readonly prepared: Sql;
  /** For each way, every condition. */
  readonly where: readonly Sql[];
}

/** Where the rows of a list come from. */
export interface ListSource {
  /** `from …` with its joins. */
  readonly from: Sql;
  /** Every condition, the visibility for the viewer among them. */
  readonly where: Sql;
  readonly sort: Sort;
  /** How the rows of a page are found where that is not by `where`. */
  readonly ways?: Ways;
  /** JSON of the item with this id, and this sort key. */
  item(id: Sql, selection: Selection, key: Sql): Sql;
  /** What the list says of itself, by name, beside its pages or in another way than others do. */
  readonly members?: Readonly<Record<string, (selection: Selection) => Sql>>;
  /** When the first page was asked for, of a list that is frozen. */
  readonly at?: Sql;
  /** What the list is made from beside its items. */
  readonly marks?: readonly Sql[];
}

/**
 * A list as one SQL expression: the items of one page, whether there are more, the cursors, and the count when it was
 * asked for. The keys are found first and items are made only for those on the page, so the work does not grow with
 * the list.
 *
 * Reads the selections of both transports: `items`, `edges { cursor node }`, `nodes`, `pageInfo`, `totalCount`,
 * `totalCountExact`.
 * @param counted `false`: `totalCount` is null though it is selected (REST without `count=true`)
 */
export function listSql(source: ListSource, page: Page, selection: Selection, counted = true): Sql {
  return new ListPlan(source, page, counted).json(selection);
}

class ListPlan {
  /** Part of the text, not a value: PostgreSQL plans a known limit better, and can then keep the plan. */
  private readonly size: Sql;

  constructor(
    private readonly source: ListSource,
    private readonly page: Page,
    private readonly counted: boolean,
  ) {
    this.size = raw(String(page.size));
  }

  json(selection: Selection): Sql {
    const members = selection.map((wanted) => sql`${wanted.key}::text, ${this.member(wanted)}`);
    const isCounted =
      this.counted &&
      selection.some(({ name }) => name.startsWith('totalCount') && !this.source.members?.[name]);
    return sql`(select ${objectOf([...(this.source.marks ?? []), ...members])}
      from ${this.keys()} page${isCounted ? sql`, ${this.count()} total` : sql``})`;
  }

  /**
   * One row: the sort `keys` and `ids` of the page, in the order they were looked for, and of one row more, which tells
   * whether there is a next page. Both are null when there are none.
   */
  private keys(): Sql {
    const { where, ways } = this.source;
    // Only one way has rows, so they stay in order.
    const rows = join(
      (ways?.where ?? [where]).map((one) => this.rows(one)),
      ' union all ',
    );
    return sql`(${ways?.prepared ?? sql``} select array_agg(k.key) as keys, array_agg(k.id) as ids from (${rows}) k)`;
  }

  private rows(where: Sql): Sql {
    const { from, sort } = this.source;
    const direction = sort.descending === this.page.backward ? sql`asc` : sql`desc`;
    const conditions = [
      where,
      ...(this.page.after ? [beyond(sort, 'after', this.page.after)] : []),
      ...(this.page.before ? [beyond(sort, 'before', this.page.before)] : []),
    ];
    return sql`(select ${sort.key} as key, ${sort.id} as id ${from} where ${join(conditions, ' and ')}
      order by ${sort.key} ${direction}, ${sort.id} ${direction} limit ${this.size} + 1)`;
  }

  private member({ name, children }: SelectedField): Sql {
    const own = this.source.members?.[name];
    if (own) return own(children);
    switch (name) {
      case 'items':
      case 'nodes':
        return this.items(this.item(children));
      case 'edges':
        return this.items(objectOf(children.map((part) => this.edge(part))));
      case 'pageInfo':
        return objectOf(children.map((part) => sql`${part.key}::text, ${this.pageInfo(part.name)}`));
      case 'totalCount':
        return this.counted ? sql`least(total.n, ${COUNT_LIMIT})` : sql`null`;
      case 'totalCountExact':
        return this.counted ? sql`total.n <= ${COUNT_LIMIT}` : sql`null`;
      default:
        throw new Error(`A list has no field ${name}`);
    }
  }

  private items(item: Sql): Sql {
    const order = this.page.backward ? sql`x.n desc` : sql`x.n`;
    return jsonList(item, sql`from unnest(page.ids[:${this.size}]) with ordinality as x (id, n)`, order);
  }

  private item(selection: Selection): Sql {
    return this.source.item(sql`x.id`, selection, sql`page.keys[x.n]`);
  }

  private edge({ name, children }: SelectedField): Sql {
    return name === 'cursor' ? sql`'cursor', ${this.cursor(sql`x.n`)}` : sql`'node', ${this.item(children)}`;
  }

  private pageInfo(part: string): Sql {
    const { backward, after, before } = this.page;
    const more = sql`coalesce(cardinality(page.ids) > ${this.size}, false)`;
    const near = this.cursor(sql`1`);
    const far = this.cursor(sql`least(${this.size}, cardinality(page.ids))`);
    switch (part) {
      case 'hasNextPage':
        return backward ? sql`${before !== null}::boolean` : more;
      case 'hasPreviousPage':
        return backward ? more : sql`${after !== null}::boolean`;
      case 'startCursor':
        return backward ? far : near;
      case 'endCursor':
        return backward ? near : far;
      default:
        throw new Error(`PageInfo has no field ${part}`);
    }
  }

  /** One row: how many there are, `n`. */
  private count(): Sql {
    const { from, where } = this.source;
    return sql`(select count(*) as n from (select 1 ${from} where ${where} limit ${COUNT_LIMIT + 1}) c)`;
  }

  /** The cursor of the row with this number, null where there is none. */
  private cursor(n: Sql): Sql {
    const { at, sort } = this.source;
    return sql`case when page.ids is not null then
      ${cursorSql(this.page.mark, sort.type, sql`page.keys[${n}]`, sql`page.ids[${n}]`, at)} end`;
  }
}
