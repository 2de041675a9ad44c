import sql, { join, raw, Sql } from 'sql-template-tag';

export { join, raw, sql, Sql };

/** A value that is filled in when a compiled statement runs, so that one text serves every caller. */
export class Slot {
  constructor(
    readonly name: string,
    /** What it is filled with where a statement runs without a value of this name. */
    readonly otherwise?: unknown,
  ) {}
}

/** A statement whose text is settled. `bind` gives the values in the order of the text's `$1`, `$2` and so on. */
export interface CompiledSql {
  readonly text: string;
  bind(slots?: Readonly<Record<string, unknown>>): unknown[];
}

/** How statements ask for the present. */
const NOW = 'now()';

/**
 * The same statement with another clock: wherever it asks for the present, it gets the time in this slot. What is
 * visible follows from the clock, so this is the site as it will be then.
 */
export function withClock(query: Sql, slot: string): Sql {
  const strings: string[] = [];
  const values: unknown[] = [];
  query.strings.forEach((text, index) => {
    const [first = '', ...rest] = text.split(NOW);
    strings.push(first);
    for (const part of rest) {
      values.push(new Slot(slot));
      strings.push(`::timestamptz${part}`);
    }
    if (index < query.values.length) values.push(query.values[index]);
  });
  return new Sql(strings, values as Sql[]);
}

/** Turns a composed statement into text and values; a slot used many times is sent once. */
export function compile(query: Sql): CompiledSql {
  const values: unknown[] = [];
  const places = new Map<string, number>();
  let text = query.strings[0] ?? '';
  query.values.forEach((value: unknown, index) => {
    let place = value instanceof Slot ? places.get(value.name) : undefined;
    if (place === undefined) {
      place = values.push(value);
      if (value instanceof Slot) places.set(value.name, place);
    }
    text += `$${place}${query.strings[index + 1] ?? ''}`;
  });
  const bind = (slots: Readonly<Record<string, unknown>> = {}): unknown[] =>
    values.map((value) => (value instanceof Slot ? valueOf(value, slots) : value));
  return { text, bind };
}

const valueOf = ({ name, otherwise }: Slot, slots: Readonly<Record<string, unknown>>): unknown =>
  name in slots ? slots[name] : otherwise;

/** A text constant of the program, such as a base URL, written into the statement. Never for a caller's input. */
export const literal = (text: string): Sql => raw(`'${text.replaceAll("'", "''")}'`);

/** A point in time as the API writes it: RFC 3339 in UTC with milliseconds. */
export const instant = (expression: Sql): Sql => sql`rfc3339(${expression})`;
