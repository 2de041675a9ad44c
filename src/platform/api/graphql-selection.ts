import {
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isObjectType,
  Kind,
  visit,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues, getDirectiveValues } from 'graphql/execution/values.js';
import { findField, type SelectedField, type Selection } from './selection.js';

interface Draft {
  readonly name: string;
  readonly key: string;
  readonly args: SelectedField['args'];
  readonly type: GraphQLObjectType | null;
  readonly sets: SelectionSetNode[];
}

type Info = Pick<GraphQLResolveInfo, 'fragments' | 'variableValues' | 'schema'>;

/** What a mutation asks of one field of its payload. */
export const payloadSelection = (info: GraphQLResolveInfo, name: string): Selection =>
  findField(graphqlSelection(info), name)?.children ?? [];

/**
 * What a GraphQL operation asks of the field being resolved. A field with arguments may be asked for several times
 * under different aliases, so its value stands under `name@alias`; every other field stands under its name, and the
 * selections of its aliases are merged.
 * @param type the object type to read the selection for; for a field of an interface type, the one it turned out to be
 */
export function graphqlSelection(info: GraphQLResolveInfo, type?: GraphQLObjectType): Selection {
  const target = type ?? getNamedType(info.returnType);
  if (!isObjectType(target)) throw new Error(`${info.fieldName} does not give an object`);
  return expand(
    info.fieldNodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : [])),
    target,
    info,
  );
}

function expand(sets: readonly SelectionSetNode[], type: GraphQLObjectType, info: Info): Selection {
  const drafts = new Map<string, Draft>();
  for (const set of sets) collect(set, type, info, drafts);
  return [...drafts.values()].map(({ name, key, args, type: inner, sets: innerSets }) => ({
    name,
    key,
    args,
    children: inner ? expand(innerSets, inner, info) : [],
  }));
}

function collect(
  set: SelectionSetNode,
  type: GraphQLObjectType,
  info: Info,
  drafts: Map<string, Draft>,
): void {
  for (const node of set.selections) {
    if (!isIncluded(node, info)) continue;
    if (node.kind === Kind.FIELD) {
      addField(node, type, info, drafts);
      continue;
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : info.fragments[node.name.value];
    if (fragment && applies(fragment, type)) collect(fragment.selectionSet, type, info, drafts);
  }
}

function addField(node: FieldNode, type: GraphQLObjectType, info: Info, drafts: Map<string, Draft>): void {
  const definition = type.getFields()[node.name.value];
  if (!definition) return;
  const name = definition.name;
  const key = definition.args.length > 0 ? edgeKey(name, node.alias?.value ?? name) : name;
  const draft = drafts.get(key);
  if (draft) {
    if (node.selectionSet) draft.sets.push(node.selectionSet);
    return;
  }
  const inner = getNamedType(definition.type);
  drafts.set(key, {
    name,
    key,
    args: definition.args.length > 0 ? getArgumentValues(definition, node, info.variableValues) : {},
    type: isObjectType(inner) ? inner : null,
    sets: node.selectionSet ? [node.selectionSet] : [],
  });
}

/** The name under which the database puts the value of a field with arguments. */
export const edgeKey = (name: string, responseName: string): string => `${name}@${responseName}`;

/** The value of an edge that the root query has planned and read: what every edge's resolver gives. */
export function planned<T>(parent: object, info: GraphQLResolveInfo): T {
  return (parent as Record<string, T>)[edgeKey(info.fieldName, String(info.path.key))] as T;
}

function applies(
  fragment: { typeCondition?: FragmentDefinitionNode['typeCondition'] },
  type: GraphQLObjectType,
): boolean {
  const condition = fragment.typeCondition?.name.value;
  return !condition || condition === type.name || type.getInterfaces().some(({ name }) => name === condition);
}

function isIncluded(node: SelectionSetNode['selections'][number], info: Info): boolean {
  if (!node.directives?.length) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, node, info.variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, node, info.variableValues);
  return skip?.['if'] !== true && include?.['if'] !== false;
}

const nestedVariables = new WeakMap<FieldNode, Map<string, readonly string[]>>();

/**
 * A key for what a field's selection comes to with these variables: the variables used below the field, by value.
 * Those used only in the field's own arguments do not count, so that one plan serves every slug. A field that stands
 * several times in a document is selected from all its places, of which directives may leave some out.
 */
export function selectionKey(info: GraphQLResolveInfo): string {
  const node = info.fieldNodes[0] as FieldNode;
  const places = info.fieldNodes.map(({ loc }) => loc?.start).join();
  const known = nestedVariables.get(node) ?? new Map<string, readonly string[]>();
  nestedVariables.set(node, known);
  const names = known.get(places) ?? variablesBelow(info);
  known.set(places, names);
  return `${places} ${JSON.stringify(names.map((name) => info.variableValues[name] ?? null))}`;
}

function variablesBelow(info: GraphQLResolveInfo): string[] {
  const names = new Set<string>();
  const note = { Variable: (variable: { name: { value: string } }) => void names.add(variable.name.value) };
  for (const { selectionSet } of info.fieldNodes) if (selectionSet) visit(selectionSet, note);
  for (const fragment of Object.values(info.fragments)) visit(fragment, note);
  return [...names];
}
