import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLFieldConfig,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  GraphQLSchema,
  isLeafType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { standsInParent } from './planned-field.js';
import { compileProjection, Irregular, isNothing, type Projection } from './projection.js';

type Field = GraphQLFieldConfig<unknown, unknown>;

/** What was projected already, as a scalar that leaves as it is. */
const PROJECTED = new GraphQLScalarType<unknown, unknown>({ name: 'Projected', serialize: (value) => value });

/** How many projections are kept for one field of a document, by the variables in its directives. */
const PROJECTIONS_A_FIELD = 20;

/**
 * The schema as it is for reading: the same queries with the same resolvers, but each gives its whole value at once,
 * projected (see `compileProjection`), so that graphql-js executes the fields of the query and nothing below.
 * Such an execution gives what an execution by the whole schema gives, or fails with `Irregular`.
 */
export function readSchemaOf(schema: GraphQLSchema): GraphQLSchema {
  const query = schema.getQueryType();
  if (!query) throw new Error('A schema without queries');
  const { fields, ...config } = query.toConfig();
  return new GraphQLSchema({
    query: new GraphQLObjectType({
      ...config,
      interfaces: [],
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [name, readField(field, query, schema)]),
      ),
    }),
    directives: schema.getDirectives(),
  });
}

function readField(field: Field, parentType: GraphQLObjectType, schema: GraphQLSchema): Field {
  const { type: returnType, resolve } = field;
  if (!resolve) throw new Error('A query without a resolver');
  const projections = new ProjectionCache(returnType);
  return {
    ...field,
    type: isNonNullType(returnType) ? new GraphQLNonNull(PROJECTED) : PROJECTED,
    resolve: async (source, args, context, readInfo) => {
      const info = { ...readInfo, schema, parentType, returnType };
      const value: unknown = await resolve(source, args, context, info);
      // A failure that was returned, and null where it is forbidden, are for graphql-js.
      return isNothing(value) || value instanceof Error ? value : projections.of(info)(value);
    },
  };
}

/** The projections of one field of the query, kept with the documents that select it. */
class ProjectionCache {
  readonly #type: GraphQLOutputType;
  readonly #kept = new WeakMap<object, LRUCache<string, Projection>>();

  constructor(returnType: GraphQLOutputType) {
    this.#type = getNullableType(returnType);
  }

  of(info: GraphQLResolveInfo): Projection {
    const place = info.fieldNodes[0] as object;
    const kept = this.#kept.get(place) ?? new LRUCache<string, Projection>({ max: PROJECTIONS_A_FIELD });
    this.#kept.set(place, kept);
    const key = `${info.fieldNodes.map(({ loc }) => loc?.start).join()} ${directiveValues(info)}`;
    let projection = kept.get(key);
    if (!projection) {
      projection = compileProjection(this.#type, info) ?? unforeseen;
      kept.set(key, projection);
    }
    return projection;
  }
}

const unforeseen: Projection = () => {
  throw new Irregular('Some of it has to be resolved.');
};

const directiveVariables = new WeakMap<OperationDefinitionNode, readonly string[]>();

/** The values of the variables that say what is included and what is skipped. */
function directiveValues({ operation, fragments, variableValues }: GraphQLResolveInfo): string {
  let names = directiveVariables.get(operation);
  if (!names) {
    names = [operation, ...Object.values(fragments)].flatMap(directiveVariablesIn);
    directiveVariables.set(operation, names);
  }
  return names.length === 0 ? '' : JSON.stringify(names.map((name) => variableValues[name] ?? null));
}

function directiveVariablesIn(node: OperationDefinitionNode | DocumentNode['definitions'][number]): string[] {
  const names: string[] = [];
  visit(node, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.push(value.name.value);
    },
  });
  return names;
}

/**
 * Whether the read schema may execute the queries of a validated document: nothing but the fields of the query itself
 * has anything to resolve.
 */
export function isReadable(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let readable = true;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name, alias }) => {
        if (alias?.value === '__proto__') readable = false;
        if (name.value === '__typename') return;
        const parent = types.getParentType();
        const field = types.getFieldDef();
        const isRoot = parent === schema.getQueryType();
        const stands = isObjectType(parent) && !isNothing(field) && standsInParent(field);
        // Which object stands for an interface is for its resolver to say.
        const type = getNamedType(types.getType());
        const isKnown = isLeafType(type) || (isObjectType(type) && !type.isTypeOf);
        readable &&= isKnown && (isRoot ? !name.value.startsWith('__') : stands);
      },
    }),
  );
  return readable;
}
