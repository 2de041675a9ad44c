import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { withoutValues } from './quoted-values.js';

const schema = buildSchema(
  'input Form { email: String!, size: Int, kind: Kind } enum Kind { A } type Query { f(form: Form, size: Int, kind: Kind, id: ID): Int }',
);

/** The first thing that graphql-js has to say, before and after. */
function messageOf(query: string, variables = {}): { said: string; left: string } {
  const errors = ((): readonly GraphQLError[] => {
    try {
      const document = parse(query);
      const invalid = validate(schema, document);
      if (invalid.length > 0) return invalid;
      const result = execute({ schema, document, variableValues: variables });
      return 'errors' in result ? (result.errors ?? []) : [];
    } catch (error) {
      return [error as GraphQLError];
    }
  })();
  const [error] = errors as [GraphQLError];
  const root = error.originalError instanceof GraphQLError ? error.originalError : error;
  return { said: error.message, left: withoutValues(error, root) };
}

describe('a value that a request is refused for', () => {
  it.each([
    ['{ f(size: "a; b@c") }', {}, 'Int cannot represent non-integer value.'],
    ['{ f(kind: "a@c") }', {}, 'Enum "Kind" cannot represent non-enum value.'],
    ['{ f(form: "a@c") }', {}, 'Expected value of type "Form".'],
    ['{ f(id: { a: "a@c" }) }', {}, 'ID cannot represent a non-string and non-integer value.'],
    ['{ f size "a\\"@c" }', {}, 'Syntax Error: Expected Name, found String.'],
    [
      'query ($v: Form) { f(form: $v) }',
      { v: { email: ['a; b@c at "x"'] } },
      'Variable "$v" got an invalid value at "v.email"; String cannot represent a non string value.',
    ],
    [
      'query ($v: Form) { f(form: $v) }',
      { v: { email: 'a@c', other: 'a@c' } },
      'Variable "$v" got an invalid value; Field "other" is not defined by type "Form".',
    ],
    [
      'query ($v: Form) { f(form: $v) }',
      { v: 'a@c' },
      'Variable "$v" got an invalid value; Expected type "Form" to be an object.',
    ],
    [
      'query ($v: Kind) { f(kind: $v) }',
      { v: 'a@c" does not exist in "' },
      'Variable "$v" got an invalid value; The value does not exist in "Kind" enum.',
    ],
    [
      'query ($v: Kind) { f(kind: $v) }',
      { v: { a: 'a@c' } },
      'Variable "$v" got an invalid value; Enum "Kind" cannot represent non-string value.',
    ],
  ])('is not quoted: %s %j', (query, variables, expected) => {
    const { said, left } = messageOf(query, variables);
    expect(said).toContain('@');
    expect(left).toBe(expected);
  });

  it.each([
    ['{ g }', 'Cannot query field "g" on type "Query". Did you mean "f"?'],
    ['{ f(kind: B) }', 'The value does not exist in "Kind" enum. Did you mean the enum value "A"?'],
    ['query ($v: Form!) { f(form: $v) }', 'Variable "$v" of required type "Form!" was not provided.'],
  ])('is not in %s, whose message stays', (query, expected) => {
    expect(messageOf(query).left).toBe(expected);
  });
});
