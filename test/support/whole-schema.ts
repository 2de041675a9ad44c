import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** Types that are asked for once more below themselves: replies stand inside comments. */
const NESTED = new Set(['Comment', 'CommentConnection']);

/** Values of arguments and of fields of inputs, by name, as they stand in a document. */
export type Values = Readonly<Record<string, readonly string[]>>;

const isRequired = ({ type, defaultValue }: { type: GraphQLInputType; defaultValue?: unknown }): boolean =>
  isNonNullType(type) && defaultValue === undefined;

/** A selection of every field of a type and of all types below it, each of them once on a way down. */
export function everythingOf(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  above: readonly string[] = [],
): string {
  if (isAbstractType(type)) {
    const parts = schema.getPossibleTypes(type).map((one) => {
      // Fields of one name may have other types in other types: each gets a name of its own.
      return `... on ${one.name} ${fieldsOf(schema, one, above, `${one.name}_`)}`;
    });
    return `{ __typename ${parts.join(' ')} }`;
  }
  return isObjectType(type) ? fieldsOf(schema, type, above, '') : '';
}

function fieldsOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  above: readonly string[],
  prefix: string,
): string {
  const way = [...above, type.name];
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const below = getNamedType(field.type);
    const times = way.filter((name) => name === below.name).length;
    if (field.args.some(isRequired) || times > (NESTED.has(below.name) ? 1 : 0)) return [];
    return [`${prefix ? `${prefix}${field.name}: ` : ''}${field.name} ${everythingOf(schema, below, way)}`];
  });
  return `{ __typename ${fields.join(' ')} }`;
}

/**
 * Operations that ask for everything of a root field: one for each value that its arguments may have.
 * @throws Error for a required argument that no value is known of
 */
export function operationsOn(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation' | 'subscription',
  field: GraphQLField<unknown, unknown>,
  values: Values,
): string[] {
  const selection = everythingOf(schema, getNamedType(field.type));
  const given = field.args.flatMap((arg) => {
    const known = valuesOf(arg, values);
    return known.length > 0 ? [known.map((value) => `${arg.name}: ${value}`)] : [];
  });
  const count = Math.max(1, ...given.map(({ length }) => length));
  return Array.from({ length: count }, (_, index) => {
    const args = given.map((known) => known[index % known.length]).join(', ');
    return `${kind} { ${field.name}${args ? `(${args})` : ''} ${selection} }`;
  });
}

function valuesOf(
  { name, type, defaultValue }: Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>,
  values: Values,
): string[] {
  const named = getNamedType(type);
  const known = values[name];
  const wrap = (value: string): string =>
    isListType(type) || (isNonNullType(type) && isListType(type.ofType)) ? `[${value}]` : value;
  if (isInputObjectType(named)) {
    if (!isRequired({ type, defaultValue })) return [];
    const fields = Object.values(named.getFields()).flatMap((field) => {
      const [value] = valuesOf(field, values);
      return value === undefined ? [] : [`${field.name}: ${value}`];
    });
    return [wrap(`{ ${fields.join(', ')} }`)];
  }
  // The same name may be a text in one place and one of some words in another.
  if (known && !isEnumType(named)) return known.map(wrap);
  if (!isRequired({ type, defaultValue })) return [];
  if (isEnumType(named)) return [wrap(named.getValues()[0]?.name ?? '')];
  if (named.name === 'Int' || named.name === 'Float') return [wrap('1')];
  if (named.name === 'Boolean') return [wrap('true')];
  if (named.name === 'DateTime') return [wrap('"2099-01-01T00:00:00Z"')];
  throw new Error(`Say in \`values\` what ${name} may be`);
}

/** Names of all object types that root fields lead to. */
export function typesBelow(
  schema: GraphQLSchema,
  fields: readonly GraphQLField<unknown, unknown>[],
): Set<string> {
  const found = new Set<string>();
  const walk = (type: GraphQLNamedType): void => {
    if (found.has(type.name)) return;
    if (isAbstractType(type)) schema.getPossibleTypes(type).forEach(walk);
    if (!isObjectType(type)) return;
    found.add(type.name);
    for (const field of Object.values(type.getFields())) walk(getNamedType(field.type));
  };
  for (const field of fields) walk(getNamedType(field.type));
  return found;
}
