import { unknownParameter } from './errors.js';
import { field, type Selection } from './selection.js';
import { restFieldsOf, type ViewClass } from './view.js';

/** How often a view may stand inside itself (replies to replies) before it is left to a further call. */
const NESTING = 3;

const everything = new Map<ViewClass, Selection>();

/** The selection of a whole REST view: every field, and every field of the views it holds. */
export function wholeSelection(view: ViewClass): Selection {
  let selection = everything.get(view);
  if (!selection) {
    selection = expand(view, []);
    everything.set(view, selection);
  }
  return selection;
}

function expand(view: ViewClass, above: readonly ViewClass[]): Selection {
  return restFieldsOf(view).map(({ name, view: inner }) => {
    const next = inner();
    const deepEnough = above.filter((one) => one === next).length >= NESTING;
    return field(name, next && !deepEnough ? expand(next, [...above, view]) : []);
  });
}

/** The selection of a whole list view, with this selection of its items. */
export const listSelection = (list: ViewClass, items: Selection): Selection =>
  wholeSelection(list).map((member) => (member.name === 'items' ? field('items', items) : member));

/**
 * The selection of `fields=headline,section.name`: a dotted path goes into a nested view, and a nested view by its
 * bare name is taken whole. The order of the view is kept.
 * @throws DomainError UNKNOWN_PARAMETER for a field that the view does not have.
 */
export function selectFields(view: ViewClass, fields: readonly string[] | undefined): Selection {
  const whole = wholeSelection(view);
  return fields
    ? prune(
        whole,
        fields.map((path) => ({ path, steps: path.split('.') })),
      )
    : whole;
}

interface WantedPath {
  readonly path: string;
  readonly steps: readonly string[];
}

function prune(whole: Selection, wanted: readonly WantedPath[]): Selection {
  for (const { path, steps } of wanted) {
    if (!whole.some(({ name }) => name === steps[0])) {
      const known = whole.map(({ name }) => name).join(', ');
      const hint = known === '' ? 'it holds no others' : `known there are ${known}`;
      throw unknownParameter('fields', `There is no field ${path}; ${hint}.`);
    }
  }
  return whole.flatMap((selected) => {
    const mine = wanted.filter(({ steps }) => steps[0] === selected.name);
    if (mine.length === 0) return [];
    if (mine.some(({ steps }) => steps.length === 1)) return [selected];
    const inner = mine.map(({ path, steps }) => ({ path, steps: steps.slice(1) }));
    return [{ ...selected, children: prune(selected.children, inner) }];
  });
}
