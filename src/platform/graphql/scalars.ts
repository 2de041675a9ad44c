import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped, type ASTNode } from 'graphql';

const RFC_3339 =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[Tt]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Reads an RFC 3339 date-time and gives its normal form: UTC, milliseconds, `Z` (`2020-07-01T10:00:00.000Z`).
 * Digits beyond milliseconds are cut off. Null for anything else: a date without time, a time without offset, a
 * day that does not exist, a leap second, a year outside 0000 to 9999 once in UTC.
 */
export function normalDateTime(text: string): string | null {
  const [, date, time, fraction = '', offset] = RFC_3339.exec(text) ?? [];
  if (date === undefined || time === undefined || offset === undefined) return null;
  const midnight = new Date(`${date}T00:00:00.000Z`);
  // Date accepts 30 February and moves it into March.
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(date)) return null;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const normal = new Date(`${date}T${time}.${milliseconds}${offset.toUpperCase()}`).toISOString();
  return /^\d{4}-/.test(normal) ? normal : null;
}

const invalidDateTime = (node?: ASTNode): GraphQLError =>
  new GraphQLError('A DateTime is an RFC 3339 string with an offset, such as "2020-07-01T10:00:00.000Z".', {
    nodes: node,
    extensions: { code: 'INVALID_PARAMETER' },
  });

function parseDateTime(value: unknown, node?: ASTNode): string {
  const normal = typeof value === 'string' ? normalDateTime(value) : null;
  if (normal === null) throw invalidDateTime(node);
  return normal;
}

/** `DateTime`: a string in and out. Output is made by SQL in the normal form and passes as it is. */
export const GraphQLDateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'A moment as RFC 3339 text, in UTC with milliseconds: `2020-07-01T10:00:00.000Z`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => {
    if (typeof value !== 'string') throw new TypeError('A DateTime leaves as the text that SQL made.');
    return value;
  },
  parseValue: (value) => parseDateTime(value),
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : null, node),
});

/** `JSON`: any JSON value (RFC 8259), in and out as it is. */
export const GraphQLJSON = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
