import { buildSchema, parse, specifiedRules, validate, type ValidationRule } from 'graphql';
import { expect, it } from 'vitest';
import { DEFAULT_GRAPHQL_LIMITS, limitsRule } from './limits.js';

const schema = buildSchema('type Query { hello: String }');

/** The fields that the other rules visit, and the errors they find. */
function visited(query: string): { fields: number; codes: unknown[] } {
  let fields = 0;
  const counting: ValidationRule = () => ({ Field: () => void (fields += 1) });
  const rules = [...specifiedRules, counting, limitsRule(DEFAULT_GRAPHQL_LIMITS)];
  const errors = validate(schema, parse(query), rules);
  return { fields, codes: errors.map(({ extensions }) => extensions.code) };
}

it('ends validation where a limit is exceeded, so that no other rule works on the document', () => {
  expect(visited('{ hello a: hello }')).toEqual({ fields: 2, codes: [] });
  expect(visited(`{ ${'hello '.repeat(40)} }`)).toEqual({ fields: 0, codes: ['TOO_MANY_ALIASES'] });
});

it('counts repeated fields of a fragment that is never spread', () => {
  const fragment = `fragment F on Query { ${'hello '.repeat(40)} }`;
  expect(visited(`{ hello } ${fragment}`).codes).toEqual(['TOO_MANY_ALIASES']);
});
