import { join, raw, sql, type Sql } from '../database/sql.js';
import { beyond, cursorSql, type Sort } from './cursor.js';
import type { Page } from './page-request.js';
import { findField, type SelectedField, type Selection } from './selection.js';
import { objectOf } from './shape.js';

/** Counting stops here: past it `totalCount` is this number and `totalCountExact` is false. */
const COUNT_LIMIT = 10_000;

/** Where the rows of a list come from. */
export interface ListSource {
  /** `from …` with its joins. */
  readonly from: Sql;
  /** Every condition, the visibility for the viewer among them. */
  readonly where: Sql;
  readonly sort: Sort;
  /** JSON of the item with this id. */
  item(id: Sql, selection: Selection): Sql;
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
    // `having` makes it one row, also when nothing but the count is asked for and no member aggregates.
    return sql`(select ${objectOf([...(this.source.marks ?? []), ...members])} from (
      select k.n, ${join(this.columns(selection), ', ')} from (${this.keys()}) k
    ) x having true)`;
  }

  /** The sort keys and ids of the page and of one row more, which tells whether there is a next page. */
  private keys(): Sql {
    const { from, where, sort } = this.source;
    const direction = sort.descending === this.page.backward ? sql`asc` : sql`desc`;
    const conditions = [
      where,
      ...(this.page.after ? [beyond(sort, 'after', this.page.after)] : []),
      ...(this.page.before ? [beyond(sort, 'before', this.page.before)] : []),
    ];
    const order = sql`${sort.key} ${direction}, ${sort.id} ${direction}`;
    return sql`select ${sort.key} as key, ${sort.id} as id, row_number() over (order by ${order}) as n
      ${from} where ${join(conditions, ' and ')} order by ${order} limit ${this.size} + 1`;
  }

  /** What is computed for each row: the items, each in the form it was asked for, and the cursors at the ends. */
  private columns(selection: Selection): Sql[] {
    const { size } = this;
    const columns = selection.flatMap(({ name, children }) => {
      const inside = name === 'edges' ? findField(children, 'node')?.children : children;
      if (!['items', 'nodes', 'edges'].includes(name) || !inside) return [];
      return [
        sql`case when k.n <= ${size} then ${this.source.item(sql`k.id`, inside)} end as ${itemColumn(name)}`,
      ];
    });
    if (selection.some(({ name }) => name === 'edges')) columns.push(sql`${this.cursor()} as edge_cursor`);
    if (selection.some(({ name }) => name === 'pageInfo')) {
      columns.push(
        sql`case when k.n = 1 then ${this.cursor()} end as near_cursor`,
        sql`case when k.n = least(${size}, count(*) over ()) then ${this.cursor()} end as far_cursor`,
      );
    }
    return columns.length > 0 ? columns : [sql`null as nothing`];
  }

  private member({ name, children }: SelectedField): Sql {
    switch (name) {
      case 'items':
      case 'nodes':
        return this.aggregate(sql`x.${itemColumn(name)}`);
      case 'edges':
        return this.aggregate(objectOf(children.map(edgePart)));
      case 'pageInfo':
        return objectOf(children.map((part) => sql`${part.key}::text, ${this.pageInfo(part.name)}`));
      case 'totalCount':
        return this.count(sql`least(count(*), ${COUNT_LIMIT})`);
      case 'totalCountExact':
        return this.count(sql`count(*) <= ${COUNT_LIMIT}`);
      default:
        throw new Error(`A list has no field ${name}`);
    }
  }

  private aggregate(item: Sql): Sql {
    const order = this.page.backward ? sql`x.n desc` : sql`x.n`;
    return sql`coalesce(json_agg(${item} order by ${order}) filter (where x.n <= ${this.size}), '[]'::json)`;
  }

  private pageInfo(part: string): Sql {
    const { backward, after, before } = this.page;
    const more = sql`count(*) > ${this.size}`;
    switch (part) {
      case 'hasNextPage':
        return backward ? sql`${before !== null}::boolean` : more;
      case 'hasPreviousPage':
        return backward ? more : sql`${after !== null}::boolean`;
      case 'startCursor':
        return backward ? sql`max(x.far_cursor)` : sql`max(x.near_cursor)`;
      case 'endCursor':
        return backward ? sql`max(x.near_cursor)` : sql`max(x.far_cursor)`;
      default:
        throw new Error(`PageInfo has no field ${part}`);
    }
  }

  private count(value: Sql): Sql {
    if (!this.counted) return sql`null`;
    const { from, where } = this.source;
    return sql`(select ${value} from (select 1 ${from} where ${where} limit ${COUNT_LIMIT + 1}) c)`;
  }

  private cursor(): Sql {
    return cursorSql(this.page.mark, this.source.sort.type, sql`k.key`, sql`k.id`);
  }
}

const itemColumn = (name: string): Sql => {
  if (name === 'edges') return sql`edge_item`;
  return name === 'nodes' ? sql`node_item` : sql`item`;
};

const edgePart = ({ name }: SelectedField): Sql =>
  name === 'cursor' ? sql`'cursor', x.edge_cursor` : sql`'node', x.edge_item`;
