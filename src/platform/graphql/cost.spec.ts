import { buildSchema, parse, type OperationDefinitionNode } from 'graphql';
import { expect, it } from 'vitest';
import { CostCalculator, type Variables } from './cost.js';
import { DEFAULT_GRAPHQL_LIMITS } from './limits.js';

const schema = buildSchema(`
  type Query { items(first: Int, last: Int): ItemConnection! related(first: Int = 5): [Item!]! changes(limit: Int): Page!
    plain: [Item!]! bare: ItemConnection! list: [ItemConnection!]! node: Node }
  type ItemConnection { nodes: [Item!]! edges: [Edge!]! totalCount: Int }
  type Edge { node: Item! }
  type Page { items: [Item!]! }
  interface Node { id: ID! }
  type Item implements Node { id: ID! name: String }
`);

/** Finds the cost from outside: the lowest limit that lets the query pass. */
function costOf(query: string, variables: Variables = {}): number {
  const document = parse(query);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const passes = (cost: number): boolean => {
    try {
      new CostCalculator({ ...DEFAULT_GRAPHQL_LIMITS, cost }).check(schema, document, operation, variables);
      return true;
    } catch {
      return false;
    }
  };
  let cost = 0;
  while (cost < 1000 && !passes(cost)) cost += 1;
  return cost;
}

it.each([
  ['{ plain { id name } }', 1],
  ['{ items(first: 10) { nodes { id } } }', 1 + 10],
  ['{ items(first: 10) { edges { node { id name } } totalCount } }', 1 + 10 * 2],
  ['{ items { nodes { id } } }', 1 + 20],
  ['{ items(first: null) { nodes { id } } }', 1 + 20],
  ['{ items(first: 2, last: 7) { nodes { id } } }', 1 + 7],
  ['{ items(first: -1) { nodes { id } } }', 1 + 100],
  ['{ items(first: 0) { nodes { id } } }', 1 + 100],
  ['{ items(first: 2000000000) { nodes { id } } }', 1 + 100],
  ['{ items(first: 10) { first: nodes { id } second: nodes { id } } }', 1 + 10 + 10],
  ['{ related { id } }', 5],
  ['{ related(first: 3) { id } }', 3],
  ['{ changes(limit: 4) { items { id } } }', 1 + 4],
  ['{ bare { nodes { id } } }', 1 + 20],
  ['{ list { nodes { id } } }', 2],
  ['{ node { id ... on Item { name } ...F } } fragment F on Item { id name }', 1],
  ['{ ...F ...F } fragment F on Query { items(first: 3) { nodes { id } } }', 2 * (1 + 3)],
  ['{ items(first: 3) { ...F } } fragment F on ItemConnection { nodes { id } }', 1 + 3],
  ['{ plain { id @skip(if: true) } }', 1],
  ['{ __schema { types { fields { name } } } __typename }', 3],
])('prices %s at %i', (query, cost) => {
  expect(costOf(query)).toBe(cost);
});

it.each([
  ['query ($n: Int) { items(first: $n) { nodes { id } } }', { n: 6 }, 7],
  ['query ($n: Int) { items(first: $n) { nodes { id } } }', {}, 21],
  ['query ($n: Int) { items(first: $n) { nodes { id } } }', { n: null }, 21],
  ['query ($n: Int = 8) { items(first: $n) { nodes { id } } }', {}, 9],
  ['query ($n: Int) { items(first: $n) { nodes { id } } }', { n: '6' }, 101],
  ['query ($n: Int) { items(first: $n) { nodes { id } } }', { n: 1e308 }, 101],
  ['query ($n: Int) { related(first: $n) { id } }', {}, 5],
  ['query ($n: Int) { ...F } fragment F on Query { items(first: $n) { nodes { id } } }', { n: 6 }, 7],
])('prices %s with %j at %i', (query, variables, cost) => {
  expect(costOf(query, variables)).toBe(cost);
});
