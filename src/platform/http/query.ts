import { invalidParameter, unknownParameter } from '../api/errors.js';
import { textFault } from './body-guard.js';

/** A JSON Schema (2020-12), as OpenAPI 3.1 has it. */
export type ParameterSchema = Readonly<Record<string, unknown>>;

export interface ParameterDescription {
  readonly schema: ParameterSchema;
  readonly description: string;
}

/** One query parameter: how its text is read, and how the documentation describes it. */
export interface QueryParameter<T> {
  /** True when a request without it is refused. */
  readonly required: boolean;
  /** @throws DomainError INVALID_PARAMETER */
  read(name: string, raw: string | undefined): T;
  describe(): ParameterDescription;
}

/** A parameter without a default; required until it is made optional. */
export interface RequiredParameter<T> extends QueryParameter<T> {
  optional(): QueryParameter<T | undefined>;
}

export type QuerySpec = Readonly<Record<string, QueryParameter<unknown>>>;

export type QueryValues<S extends QuerySpec> = {
  readonly [K in keyof S]: S[K] extends QueryParameter<infer T> ? T : never;
};

/**
 * Reads the query of a request by its specification.
 * @param query what Fastify parsed: a string, or an array of strings for a repeated parameter
 * @throws DomainError UNKNOWN_PARAMETER for a name that is not in the specification, INVALID_PARAMETER for a value
 * that cannot be used, a repeated parameter, or a required one that is missing
 */
export function readQuery<S extends QuerySpec>(query: unknown, spec: S): QueryValues<S> {
  const given = (query ?? {}) as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(spec, name)) throw unknownParameter(name.slice(0, 100), unknownDetail(name, spec));
  }
  const values = Object.entries(spec).map(([name, specified]) => {
    const raw = given[name];
    if (raw !== undefined && typeof raw !== 'string') {
      throw invalidParameter(name, `${name} may be given only once.`);
    }
    if (raw === undefined && specified.required) throw invalidParameter(name, `${name} is required.`);
    return [name, specified.read(name, raw)];
  });
  return Object.fromEntries(values) as QueryValues<S>;
}

function unknownDetail(name: string, spec: QuerySpec): string {
  const known = Object.keys(spec);
  const hint = known.length === 0 ? 'this path takes none' : `known are ${known.join(', ')}`;
  return `There is no parameter ${name.slice(0, 100)}; ${hint}.`;
}

/** The specification as OpenAPI 3.1 parameter objects, in its own order. */
export function describeQuery(spec: QuerySpec): Array<Record<string, unknown>> {
  return Object.entries(spec).map(([name, specified]) => {
    const { schema, description } = specified.describe();
    const style = schema['type'] === 'array' ? { style: 'form', explode: false } : {};
    return { name, in: 'query', required: specified.required, description, schema, ...style };
  });
}

/** Reads a value that was given; `refuse` makes the error, its detail beginning with the parameter's name. */
type Reader<T> = (raw: string, refuse: (reason: string) => Error) => T;

export interface ParameterOptions<T> {
  readonly description: string;
  /** The value when the parameter is absent. With a default it is not required. */
  readonly default?: T;
  /** The error for a value that cannot be used; `INVALID_PARAMETER` when absent. */
  readonly refusal?: (name: string, detail: string) => Error;
}

function parameter<T>(
  schema: ParameterSchema,
  options: ParameterOptions<T>,
  reader: Reader<T>,
): RequiredParameter<T> {
  const { description, default: fallback, refusal = invalidParameter } = options;
  const described = fallback === undefined ? schema : { ...schema, default: fallback };
  const describe = () => ({ schema: described, description });
  const read = (name: string, raw: string) => reader(raw, (reason) => refusal(name, `${name} ${reason}.`));
  return {
    required: fallback === undefined,
    read: (name, raw) => (raw === undefined ? (fallback as T) : read(name, raw)),
    describe,
    optional: () => ({
      required: false,
      read: (name, raw) => (raw === undefined ? fallback : read(name, raw)),
      describe,
    }),
  };
}

/** A whole number between bounds, both included. */
export function int(
  options: ParameterOptions<number> & { min: number; max: number },
): RequiredParameter<number> {
  const { min, max } = options;
  return parameter({ type: 'integer', minimum: min, maximum: max }, options, (raw, refuse) => {
    const value = /^-?\d{1,15}$/.test(raw) ? Number(raw) : NaN;
    if (!(value >= min && value <= max)) throw refuse(`must be a whole number from ${min} to ${max}`);
    return value;
  });
}

/** One of a closed set of words. */
export function oneOf<const V extends string>(
  options: ParameterOptions<V> & { values: readonly V[] },
): RequiredParameter<V> {
  return parameter({ type: 'string', enum: options.values }, options, (raw, refuse) => {
    const value = options.values.find((candidate) => candidate === raw);
    if (value === undefined) throw refuse(`must be one of ${options.values.join(', ')}`);
    return value;
  });
}

/** `true` or `false`, nothing else. */
export function bool(options: ParameterOptions<boolean>): RequiredParameter<boolean> {
  return parameter({ type: 'boolean' }, options, (raw, refuse) => {
    if (raw !== 'true' && raw !== 'false') throw refuse('must be true or false');
    return raw === 'true';
  });
}

/** A text of `min` (1 when absent) to `max` characters (UTF-16 code units), without NUL and lone surrogates. */
export function text(
  options: ParameterOptions<string> & { min?: number; max: number },
): RequiredParameter<string> {
  const { min = 1, max } = options;
  return parameter({ type: 'string', minLength: min, maxLength: max }, options, (raw, refuse) => {
    if (raw.length < min) throw refuse(min === 1 ? 'is empty' : `is shorter than ${min} characters`);
    if (raw.length > max) throw refuse(`is longer than ${max} characters`);
    const fault = textFault(raw);
    if (fault !== undefined) throw refuse(fault);
    return raw;
  });
}

interface ListOptions {
  /** The most items that one request may give. */
  readonly max: number;
}

/**
 * Paths of at most `itemMax` characters, separated by commas, such as `headline,section.name`. What several begin with
 * may be written once, before the rest in brackets: `section(name,url)`. Repeated ones count once; the order is kept.
 */
export function paths(
  options: ParameterOptions<readonly string[]> & ListOptions & { itemMax: number },
): RequiredParameter<readonly string[]> {
  const { max, itemMax } = options;
  const items = { type: 'string', minLength: 1 };
  return parameter({ type: 'array', items, minItems: 1, maxItems: max }, options, (raw, refuse) => {
    const values = expandPaths(raw);
    if (!values || textFault(raw) !== undefined || values.some((value) => value.length > itemMax)) {
      throw refuse(`must be a comma-separated list of paths of 1 to ${itemMax} characters`);
    }
    if (values.length > max) throw refuse(`takes at most ${max} values`);
    return [...new Set(values)];
  });
}

/** `a(b,c(d))` as `a.b` and `a.c.d`; null for what is not written so. Each path is as long as its text, or refused. */
function expandPaths(raw: string): string[] | null {
  const groups: string[] = [];
  const found: string[] = [];
  let before = ',';
  for (const token of raw.match(/[(),]|[^(),]+/g) ?? []) {
    const endsItem = before !== ',' && before !== '(';
    if (token === '(' && endsItem && before !== ')') groups.push(`${found.pop()}.`);
    else if (token === ')' && endsItem && groups.length > 0) groups.pop();
    else if (token === ',' && endsItem) before = token;
    else if (!'(),'.includes(token) && !endsItem) found.push(`${groups.at(-1) ?? ''}${token}`);
    else return null;
    before = token;
  }
  const isWhole = groups.length === 0 && before !== ',' && before !== '(';
  return isWhole ? found : null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** UUIDs (RFC 9562) separated by commas, in lower case. Repeated ones count once; the order is kept. */
export function uuids(
  options: ParameterOptions<readonly string[]> & ListOptions,
): RequiredParameter<readonly string[]> {
  const { max } = options;
  const items = { type: 'string', format: 'uuid' };
  return parameter({ type: 'array', items, minItems: 1, maxItems: max }, options, (raw, refuse) => {
    const values = splitList(raw.toLowerCase(), max, refuse);
    if (!values.every((value) => UUID.test(value))) throw refuse('must be a comma-separated list of ids');
    return values;
  });
}

/** One UUID (RFC 9562), in lower case. */
export function uuid(options: ParameterOptions<string>): RequiredParameter<string> {
  return parameter({ type: 'string', format: 'uuid' }, options, (raw, refuse) => {
    const value = raw.toLowerCase();
    if (!UUID.test(value)) throw refuse('must be an id');
    return value;
  });
}

function splitList(raw: string, max: number, refuse: (reason: string) => Error): string[] {
  const values = raw.split(',');
  if (values.length > max) throw refuse(`takes at most ${max} values`);
  return [...new Set(values)];
}

/** A blank stands for the plus sign of an offset, which callers forget to encode and a query decodes to a blank. */
const INSTANT =
  /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+ -]([01]\d|2[0-3]):[0-5]\d)$/;

/** A moment in RFC 3339, with an offset. Finer than milliseconds is cut off; leap seconds are not taken. */
export function instant(options: ParameterOptions<Date>): RequiredParameter<Date> {
  return parameter({ type: 'string', format: 'date-time' }, options, (raw, refuse) => {
    const [, day] = INSTANT.exec(raw) ?? [];
    const time = day === undefined ? NaN : Date.parse(raw.replace(' ', '+').toUpperCase());
    // JavaScript rolls 30 February over into March; a real day comes back as it went in.
    const isRealDay = !Number.isNaN(time) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(`${day}T`);
    const value = new Date(time);
    // PostgreSQL has no year 0, and an offset can lead there.
    if (!isRealDay || value.getUTCFullYear() < 1 || value.getUTCFullYear() > 9999) {
      throw refuse('must be an RFC 3339 time such as 2026-03-01T12:00:00Z');
    }
    return value;
  });
}
