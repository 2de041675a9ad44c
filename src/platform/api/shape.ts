import { join, literal, sql, type Sql } from '../database/sql.js';
import type { ReadContext } from './read-context.js';
import type { SelectedField, Selection } from './selection.js';

/** Gives the SQL of one field: `row` names the tables it may use. */
export type FieldSql<Row> = (row: Row, field: SelectedField, read: ReadContext) => Sql;
export type FieldsSql<Row> = Readonly<Record<string, FieldSql<Row>>>;

/** What the objects of a shape are made from: the kind of cache tag, and the id of what it is about. */
export interface Subject<Row> {
  readonly kind: string;
  id(row: Row): Sql;
  /** Of things that others hand on: which version it is, and in which field the thing itself is. */
  readonly copied?: { readonly field: string; version(row: Row): Sql };
}

/** What a shape reads. */
interface ReadFields {
  readonly name: string;
  fieldNames(): string[];
}

const shapes: ReadFields[] = [];

/** Every shape that has been made, to be held against the views. */
export const everyShape = (): readonly ReadFields[] => shapes;

/**
 * How the fields of one view are read from the database. Other features add the edges they own with `extend`, so
 * that the story does not need to know who stands around it.
 */
export class Shape<Row> {
  readonly #fields = new Map<string, FieldSql<Row>>();
  /** Kinds of tags beside the subject's own, of the fields that are made from more than the subject itself. */
  readonly #kinds = new Map<string, string>();

  constructor(
    readonly name: string,
    fields: FieldsSql<Row>,
    private readonly subject: Subject<Row> | null = null,
  ) {
    this.extend(fields);
    shapes.push(this);
  }

  /** @param kind of the cache tag that these fields depend on, which is about the same subject */
  extend(fields: FieldsSql<Row>, kind?: string): void {
    for (const [name, fieldSql] of Object.entries(fields)) {
      if (this.#fields.has(name)) throw new Error(`${this.name}.${name} is defined twice`);
      this.#fields.set(name, fieldSql);
      if (kind !== undefined) this.#kinds.set(name, kind);
    }
  }

  fieldNames(): string[] {
    return [...this.#fields.keys()];
  }

  /**
   * A `json_build_object` of the selected fields, in the order of the selection.
   * @param marks of what else the object is made from
   */
  json(row: Row, selection: Selection, read: ReadContext, marks: readonly Sql[] = []): Sql {
    const members = selection.map((selected) => {
      const fieldSql = this.#fields.get(selected.name);
      if (!fieldSql) throw new Error(`${this.name} has no SQL for the field ${selected.name}`);
      return sql`${literal(selected.key)}, ${fieldSql(row, selected, read)}`;
    });
    return objectOf([
      ...marks,
      ...this.mark(row, selection, read),
      ...this.copy(row, selection, read),
      ...members,
    ]);
  }

  /** Who is told of a thing is to hear of its end; who is given it, of what was wrong with it as well. */
  private copy(row: Row, selection: Selection, read: ReadContext): Sql[] {
    const copied = this.subject?.copied;
    if (!this.subject || !copied) return [];
    const isWhole = selection.some(({ name }) => name === copied.field);
    const version = isWhole ? copied.version(row) : sql`0`;
    return read.copy('given', sql`${this.subject.id(row)} || ' ' || ${version}`);
  }

  private mark(row: Row, selection: Selection, read: ReadContext): Sql[] {
    if (!this.subject) return [];
    const kinds = selection.flatMap(({ name }) => this.#kinds.get(name) ?? []);
    return read.mark([...new Set([this.subject.kind, ...kinds])].join(' '), this.subject.id(row));
  }
}

/** PostgreSQL functions take 100 arguments at most. */
const MOST_MEMBERS = 50;

/**
 * `json_build_object` of `name, value` pairs; `{}` of none, which is what a selection of `__typename` alone comes to.
 * More than 50 of them are objects of 50 whose texts are put together, in the same order and with the same signs.
 */
export function objectOf(members: readonly Sql[]): Sql {
  if (members.length === 0) return sql`'{}'::json`;
  if (members.length <= MOST_MEMBERS) return built(members);
  const parts = Array.from({ length: Math.ceil(members.length / MOST_MEMBERS) }, (_, index) => {
    const part = built(members.slice(index * MOST_MEMBERS, (index + 1) * MOST_MEMBERS));
    return sql`left(substr(${part}::text, 2), -1)`;
  });
  return sql`('{' || ${join(parts, " || ', ' || ")} || '}')::json`;
}

const built = (members: readonly Sql[]): Sql => sql`json_build_object(${join(members, ', ')})`;

/** A JSON array of a subquery's rows; `[]` when there are none. */
export const jsonList = (item: Sql, from: Sql, order: Sql): Sql =>
  sql`(select coalesce(json_agg(${item} order by ${order}), '[]'::json) ${from})`;
