import { buildSchema, execute, type GraphQLSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { isReadable, readSchemaOf } from './read-schema.js';
import { resolvePlainly } from './planned-field.js';
import { Irregular } from './projection.js';

const THING = {
  id: '7',
  'parts@parts': [{ id: '1' }],
  'parts@few': [],
  kind: 'small',
  size: 3,
  ratio: 0.5,
  isNew: false,
  name: null,
  words: ['a', null],
  grid: [[1], [2, 3]],
};

/** Two executions of one query: by the whole schema, and by the read schema. */
async function both(query: string, value: unknown, variableValues: Record<string, unknown> = {}) {
  const schema = schemaOf(value);
  const document = parse(query);
  const args = { schema, document, variableValues };
  const whole = await execute(args);
  const read = await execute({ ...args, schema: readSchemaOf(schema) });
  return { whole, read, isReadable: isReadable(schema, document) };
}

function schemaOf(value: unknown): GraphQLSchema {
  const schema = buildSchema(`
    enum Kind { SMALL LARGE }
    interface Named { name: String }
    type Thing implements Named {
      id: ID! parts(first: Int): [Thing!]! kind: Kind size: Int ratio: Float isNew: Boolean name: String
      words: [String] grid: [[Int!]!] twin: Thing made: String
    }
    type Query { thing(id: ID): Thing must: Thing! things: [Thing!]! named: Named }
  `);
  const kind = schema.getType('Kind') as unknown as { getValue(name: string): { value: string } };
  kind.getValue('SMALL').value = 'small';
  const thing = schema.getType('Thing') as ReturnType<GraphQLSchema['getQueryType']>;
  const { parts, made } = thing?.getFields() ?? {};
  if (!parts || !made) throw new Error('No such field');
  parts.extensions = { isPlanned: true };
  made.resolve = () => 'made';
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    field.resolve = () => (value instanceof Error ? Promise.reject(value) : value);
  }
  return resolvePlainly(enumsOf(schema));
}

/** `buildSchema` gives enumerations their names as values; ours have others. */
function enumsOf(schema: GraphQLSchema): GraphQLSchema {
  const kind = schema.getType('Kind') as unknown as { serialize(value: unknown): string };
  kind.serialize = (value) => {
    if (value === 'small') return 'SMALL';
    throw new Error('No such kind');
  };
  return schema;
}

const same = async (query: string, value: unknown, variables?: Record<string, unknown>): Promise<void> => {
  const { whole, read, isReadable: readable } = await both(query, value, variables);
  expect(readable).toBe(true);
  expect(JSON.stringify(read)).toBe(JSON.stringify(whole));
};

describe('a projection gives what execution gives', () => {
  it.each([
    '{ thing { id kind size ratio isNew name words grid } }',
    '{ thing { grid id } a: thing { b: id c: kind } }',
    '{ __typename thing { __typename t: __typename parts { id } few: parts(first: 0) { id } } }',
    '{ thing { ...A ... on Thing { size } } } fragment A on Thing { id parts { __typename } parts { id } }',
    '{ thing { twin { id } } }',
  ])('%s', (query) => same(query, THING));

  it.each([true, false])('with directives and their variables: %s', async (yes) => {
    const query =
      'query ($yes: Boolean!) { thing { id @include(if: $yes) size @skip(if: $yes) ...A @include(if: $yes) } } fragment A on Thing { kind }';
    await same(query, THING, { yes });
  });

  it.each([
    ['nothing', '{ thing { id } }', null],
    ['nothing where something is due', '{ must { id } }', null],
    ['a failure', '{ thing { id } }', new Error('failed')],
    ['a list', '{ things { id } }', [THING, THING]],
    ['no list', '{ things { id } }', []],
  ])('of %s', (_name, query, value) => same(query, value));
});

describe('a projection is not for', () => {
  it.each([
    ['null where it is forbidden', '{ thing { id } }', { id: null }],
    ['what is no list', '{ things { id } }', THING],
    ['null in a list that holds none', '{ things { id } }', [null]],
    ['a number that is none', '{ thing { size } }', { size: 'x' }],
    ['an unknown word of an enumeration', '{ thing { kind } }', { kind: 'huge' }],
    ['a value still to come', '{ thing { twin { id } } }', { twin: Promise.resolve(THING) }],
    ['a failure inside', '{ thing { twin { id } } }', { twin: new Error('failed') }],
    ['no object', '{ thing { id } }', 'text'],
  ])('%s: graphql-js says what is wrong', async (_name, query, value) => {
    const { read } = await both(query, value);
    expect(read.errors?.[0]?.originalError).toBeInstanceOf(Irregular);
  });

  it.each([
    ['a field with a resolver', '{ thing { made } }'],
    ['what only a value tells the type of', '{ named { name } }'],
    ['the schema', '{ __schema { queryType { name } } }'],
    ['an object behind an interface', '{ named { ... on Thing { id } } }'],
    ['a member of an interface', '{ thing { ... on Named { name } } }'],
    ["a name that is an object's machinery", '{ thing { __proto__: id } }'],
  ])('%s', async (_name, query) => {
    expect((await both(query, null)).isReadable).toBe(false);
  });
});
