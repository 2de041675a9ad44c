import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLSchema,
} from 'graphql';

const NOTHING = '00000000-0000-7000-8000-000000000000';

/** The shortest operation that is valid and asks for a root field, with values that name nothing that exists. */
export function dummyOperation(schema: GraphQLSchema, kind: 'Query' | 'Mutation', name: string): string {
  const root = kind === 'Query' ? schema.getQueryType() : schema.getMutationType();
  const field = root?.getFields()[name] as GraphQLField<unknown, unknown>;
  const args = field.args
    .filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined)
    .map((arg) => `${arg.name}: ${dummyValue(arg.type)}`);
  const given = args.length > 0 ? `(${args.join(', ')})` : '';
  const below = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
  return `${kind.toLowerCase()} { ${name}${given}${below} }`;
}

function dummyValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return dummyValue(type.ofType);
  if (isListType(type)) return `[${dummyValue(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${required.map((field) => `${field.name}: ${dummyValue(field.type)}`).join(', ')} }`;
  }
  return SCALARS[type.name] ?? '"nothing"';
}

const SCALARS: Readonly<Record<string, string>> = {
  ID: `"${NOTHING}"`,
  Int: '1',
  Float: '1',
  Boolean: 'true',
  DateTime: '"2020-01-01T00:00:00Z"',
  JSON: '{}',
};
