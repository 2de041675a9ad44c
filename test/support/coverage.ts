import { restFieldsOf, type ViewClass } from '../../src/platform/api/view.js';

/** What came up in a number of answers. */
export interface Coverage {
  /** Fields that never had a value: null, or an empty list, in every answer. */
  readonly empty: string[];
  /** Fields that were null in some answer and had a value in another. */
  readonly unset: string[];
  /** The `_type`s of the stories' blocks. */
  readonly blockTypes: string[];
  /** The different values of a field, sorted. */
  values(path: string): unknown[];
}

/**
 * Which fields of a view had a value in these answers and which were null.
 * @throws Error when an answer lacks a field of its view, or has one that the view has not
 */
export function coverageOf(answers: readonly unknown[], view: ViewClass): Coverage {
  const seen = new Map<string, Set<unknown>>();
  for (const answer of answers) visit(answer, view, '', seen);
  const has = (values: Set<unknown>) => [...values].some((value) => value !== null);
  const blocks = [...(seen.get('article.body.blocks') ?? [])] as { _type: string }[];
  return {
    empty: [...seen]
      .filter(([, values]) => !has(values))
      .map(([path]) => path)
      .sort(),
    unset: [...seen]
      .filter(([, values]) => has(values) && values.has(null))
      .map(([path]) => path)
      .sort(),
    blockTypes: [...new Set(blocks.map(({ _type }) => _type))].sort(),
    values: (path) => [...(seen.get(path) ?? [])].sort(),
  };
}

function visit(value: unknown, view: ViewClass, path: string, seen: Map<string, Set<unknown>>): void {
  const object = value as Record<string, unknown>;
  const fields = restFieldsOf(view);
  const names = fields.map(({ name }) => name);
  if (Object.keys(object).join() !== names.join()) {
    throw new Error(`${path || 'The answer'} has ${Object.keys(object).join()} instead of ${names.join()}`);
  }
  for (const { name, view: inner } of fields) {
    const below = inner();
    // A thread is a tree of the same fields all the way down.
    const step = name === 'replies' ? path : path ? `${path}.${name}` : name;
    const member = object[name];
    const values = seen.get(step) ?? new Set();
    seen.set(step, values);
    const items = Array.isArray(member) ? member : [member];
    for (const item of items) {
      if (name !== 'replies') values.add(below && item !== null ? true : item);
      if (below && item !== null) visit(item, below, step, seen);
    }
  }
}
