import {
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { Extensions } from '@nestjs/graphql';
import { tooCostly, type GraphqlLimits } from './limits.js';

export type Variables = Readonly<Record<string, unknown>>;

const SIZE_ARGUMENTS = new Set(['first', 'last', 'limit']);

/** Items assumed of a page whose size is neither given nor a default of the schema. */
const DEFAULT_PAGE_SIZE = 20;

/** What a root field costs beside its selection: for work that does not follow from the number of items. */
export const Costs = (cost: number): MethodDecorator => Extensions({ cost });

/** The cost of an operation, and the variables (with their values) that it was computed from. */
interface Priced {
  readonly cost: number;
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

/**
 * Prices operations:
 *
 *     cost(selection set) = the sum of its selections; a fragment costs what it holds, wherever it is spread
 *     cost(scalar field)  = 0: it comes with the object that holds it
 *     cost(object field)  = 1 + cost(its selection set), in which each list counts size(field) items
 *     cost(list field)    = items × (1 + cost(its selection set))
 *     items               = size(field) when it has a size argument, else the size of the field that holds it
 *     size(field)         = the greatest of its `first`, `last` and `limit` (given, or the schema's default);
 *                           20 when it has such an argument, or is a Relay connection, and none has a value; else 1
 *
 * What is dear whatever is selected says so (`Costs`), which is added.
 * So a connection's size counts for its `edges` and `nodes`, and not for its `pageInfo`.
 * A size outside 1 to `limits.page` (or not an integer) counts as `limits.page`: it can only be refused later.
 * `@skip` and `@include` lower nothing: the price is that of the query with every field included. The same holds
 * for fragments on different types, whose costs are added.
 */
export class CostCalculator {
  private readonly priced = new WeakMap<OperationDefinitionNode, Priced>();

  constructor(private readonly limits: GraphqlLimits) {}

  /**
   * Throws `QUERY_TOO_COSTLY` when a validated operation costs more than the limit. The price is kept per
   * operation node for as long as the variables in its size arguments stay the same.
   */
  check(
    schema: GraphQLSchema,
    document: DocumentNode,
    node: OperationDefinitionNode,
    variables: Variables,
  ): void {
    const known = this.priced.get(node);
    const current = known?.names.every((name, index) => Object.is(variables[name], known.values[index]));
    let cost = known?.cost;
    if (cost === undefined || !current) {
      const pricing = new Pricing(schema, document, node, variables, this.limits);
      cost = pricing.total();
      const names = [...pricing.used];
      this.priced.set(node, { cost, names, values: names.map((name) => variables[name]) });
    }
    if (cost > this.limits.cost) throw tooCostly(this.limits.cost, node);
  }
}

/** One pricing of one operation with its variables. Fragments are priced once for each size. */
class Pricing {
  /** Names of the variables that stand in size arguments. */
  readonly used = new Set<string>();
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly fragmentCosts = new Map<string, number>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    private readonly variables: Variables,
    private readonly limits: GraphqlLimits,
  ) {
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(node.name.value, node);
    }
  }

  total(): number {
    const root = this.schema.getRootType(this.operation.operation);
    return root ? this.ofSelections(this.operation.selectionSet, root, 1) : 0;
  }

  /** @param size how many items each list among the selections has */
  private ofSelections(selectionSet: SelectionSetNode, parent: GraphQLNamedType, size: number): number {
    let cost = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        cost += this.ofField(selection, parent, size);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        const type = (condition === undefined ? undefined : this.schema.getType(condition)) ?? parent;
        cost += this.ofSelections(selection.selectionSet, type, size);
      } else {
        cost += this.ofFragment(selection.name.value, size);
      }
    }
    return cost;
  }

  private ofFragment(name: string, size: number): number {
    const key = `${name} ${size}`;
    const known = this.fragmentCosts.get(key);
    if (known !== undefined) return known;
    const fragment = this.fragments.get(name);
    const type = fragment && this.schema.getType(fragment.typeCondition.name.value);
    const cost = fragment && type ? this.ofSelections(fragment.selectionSet, type, size) : 0;
    this.fragmentCosts.set(key, cost);
    return cost;
  }

  private ofField(node: FieldNode, parent: GraphQLNamedType, holderSize: number): number {
    const field = fieldOf(node.name.value, parent);
    if (!field || !node.selectionSet) return 0;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return 0;
    const size = this.sizeOf(field, node);
    const dear = Number(field.extensions['cost'] ?? 0);
    if (!isListType(getNullableType(field.type))) {
      return dear + 1 + this.ofSelections(node.selectionSet, type, size ?? 1);
    }
    return dear + (size ?? holderSize) * (1 + this.ofSelections(node.selectionSet, type, 1));
  }

  private sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode): number | null {
    const sizes = field.args
      .filter((argument) => SIZE_ARGUMENTS.has(argument.name))
      .map((argument) => this.argumentOf(argument, node));
    const given = sizes.filter((value) => value !== undefined && value !== null);
    if (given.length > 0) return Math.max(...given.map((value) => this.clamp(value)));
    return sizes.length > 0 || isConnection(field) ? this.clamp(DEFAULT_PAGE_SIZE) : null;
  }

  private argumentOf(argument: GraphQLArgument, node: FieldNode): unknown {
    const value = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
    if (!value) return argument.defaultValue;
    if (value.kind !== Kind.VARIABLE) return valueFromASTUntyped(value);
    const name = value.name.value;
    this.used.add(name);
    const definition = this.operation.variableDefinitions?.find(
      ({ variable }) => variable.name.value === name,
    );
    const fallback = definition?.defaultValue
      ? valueFromASTUntyped(definition.defaultValue)
      : argument.defaultValue;
    return this.variables[name] === undefined ? fallback : this.variables[name];
  }

  private clamp(value: unknown): number {
    const usable = typeof value === 'number' && Number.isInteger(value) && value >= 1;
    return usable ? Math.min(value, this.limits.page) : this.limits.page;
  }
}

function fieldOf(name: string, parent: GraphQLNamedType): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** A Relay connection by its name (Cursor Connections Specification, section 2), not a list of connections. */
function isConnection(field: GraphQLField<unknown, unknown>): boolean {
  return !isListType(getNullableType(field.type)) && getNamedType(field.type).name.endsWith('Connection');
}
