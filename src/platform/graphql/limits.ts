import {
  GraphQLError,
  Kind,
  type ASTNode,
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** What one request may ask for. Every limit has an error code of its own. */
export interface GraphqlLimits {
  /** Nested fields, a root field being 1; `QUERY_TOO_DEEP`. */
  readonly depth: number;
  /** Aliases of one operation, fragments counted wherever they are spread; `TOO_MANY_ALIASES`. */
  readonly aliases: number;
  /** Points as `CostCalculator` counts them; `QUERY_TOO_COSTLY`. */
  readonly cost: number;
  /** Lexical tokens of a document; `QUERY_TOO_LONG`. */
  readonly tokens: number;
  /** Operations of one batched HTTP request; `BATCH_TOO_LARGE`. */
  readonly batch: number;
  /** Items of one page: where the cost of a size argument ends. The argument itself is judged by its field. */
  readonly page: number;
}

export const DEFAULT_GRAPHQL_LIMITS: GraphqlLimits = {
  depth: 12,
  aliases: 30,
  cost: 5000,
  tokens: 2000,
  batch: 10,
  page: 100,
};

/** A refusal of a whole request: HTTP 400 with a stable code. `nodes` are the places to point at. */
export const refusal = (code: string, message: string, nodes?: ASTNode | readonly ASTNode[]): GraphQLError =>
  new GraphQLError(message, { nodes, extensions: { code, http: { status: 400 } } });

export const tooDeep = (limit: number, node: ASTNode): GraphQLError =>
  refusal('QUERY_TOO_DEEP', `The query nests more than ${limit} fields.`, node);

export const tooManyAliases = (limit: number, node: ASTNode): GraphQLError =>
  refusal('TOO_MANY_ALIASES', `The query uses more than ${limit} aliases or repeated fields.`, node);

export const tooCostly = (limit: number, node: ASTNode): GraphQLError =>
  refusal('QUERY_TOO_COSTLY', `The query costs more than ${limit} points.`, node);

export const tooLong = (limit: number): string => `The query has more than ${limit} tokens.`;

export const batchTooLarge = (limit: number): GraphQLError =>
  refusal('BATCH_TOO_LARGE', `A batch holds at most ${limit} operations.`);

interface Extent {
  readonly depth: number;
  readonly aliases: number;
}

const INTROSPECTION = new Set(['__schema', '__type']);

const NOTHING: Extent = { depth: 0, aliases: 0 };

/**
 * Measures selection sets. Each fragment is walked once and remembered, so that fragments which spread each
 * other twice (an exponential expansion) cost linear time. A fragment inside itself counts as nothing here;
 * the standard rule on fragment cycles refuses it.
 */
class ExtentMeter {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly measured = new Map<string, Extent>();

  constructor(document: DocumentNode) {
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(node.name.value, node);
    }
  }

  measure(selectionSet: SelectionSetNode): Extent {
    return this.walk(selectionSet, '', new Set());
  }

  /**
   * Introspection has no depth of its own here: the standard introspection query nests 15 levels, and graphql-js
   * bounds it by `MaxIntrospectionDepthRule`. A second selection under the same name and type condition in one
   * selection set (`seen`) counts as an alias, because validation compares such selections pair by pair.
   */
  private walk(selectionSet: SelectionSetNode, condition: string, seen: Set<string>): Extent {
    let depth = 0;
    let aliases = 0;
    for (const selection of selectionSet.selections) {
      const inner = this.within(selection, condition, seen);
      let own = 0;
      if (selection.kind === Kind.FIELD) {
        const key = `${condition}.${selection.alias?.value ?? selection.name.value}`;
        if (selection.alias || seen.has(key)) aliases += 1;
        seen.add(key);
        own = INTROSPECTION.has(selection.name.value) ? -inner.depth : 1;
      }
      depth = Math.max(depth, inner.depth + own);
      aliases += inner.aliases;
    }
    return { depth, aliases };
  }

  private within(selection: SelectionNode, condition: string, seen: Set<string>): Extent {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.ofFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return this.walk(selection.selectionSet, selection.typeCondition?.name.value ?? condition, seen);
    }
    return selection.selectionSet ? this.measure(selection.selectionSet) : NOTHING;
  }

  private ofFragment(name: string): Extent {
    const known = this.measured.get(name);
    if (known) return known;
    const fragment = this.fragments.get(name);
    if (!fragment) return NOTHING;
    this.measured.set(name, NOTHING);
    const extent = this.measure(fragment.selectionSet);
    this.measured.set(name, extent);
    return extent;
  }
}

/**
 * The first limit that the document exceeds, or null. Fragments have no depth of their own (those of the standard
 * introspection query nest below `__schema`), but one that is never spread is validated like any other.
 */
function exceededLimit(document: DocumentNode, limits: GraphqlLimits): GraphQLError | null {
  const meter = new ExtentMeter(document);
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const { depth, aliases } = meter.measure(node.selectionSet);
    if (node.kind === Kind.OPERATION_DEFINITION && depth > limits.depth) return tooDeep(limits.depth, node);
    if (aliases > limits.aliases) return tooManyAliases(limits.aliases, node);
  }
  return null;
}

/**
 * A validation rule for depth and aliases. It answers as soon as validation enters the document, and where a
 * limit is exceeded it removes the document from the visit (`null`: see `visit` of graphql-js), so that no
 * other rule spends time on it. Cost is not a matter of validation, which does not know the variables.
 */
export const limitsRule =
  (limits: GraphqlLimits): ValidationRule =>
  (context: ValidationContext): ASTVisitor => ({
    Document: (document) => {
      const error = exceededLimit(document, limits);
      if (!error) return undefined;
      context.reportError(error);
      return null;
    },
  });
