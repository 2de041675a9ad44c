import { Field, Float, ID, Int } from '@nestjs/graphql';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { GraphQLDateTime, GraphQLJSON } from '../graphql/scalars.js';

type ViewClass = new () => object;
type EnumObject = Readonly<Record<string, string>>;

const SCALARS = {
  id: { graphql: ID, schema: { type: 'string', format: 'uuid' } },
  key: { graphql: ID, schema: { type: 'string' } },
  text: { graphql: String, schema: { type: 'string' } },
  url: { graphql: String, schema: { type: 'string', format: 'uri' } },
  instant: { graphql: GraphQLDateTime, schema: { type: 'string', format: 'date-time' } },
  int: { graphql: Int, schema: { type: 'integer' } },
  float: { graphql: Float, schema: { type: 'number' } },
  truth: { graphql: Boolean, schema: { type: 'boolean' } },
  json: { graphql: GraphQLJSON, schema: { type: 'object', additionalProperties: true } },
  any: { graphql: GraphQLJSON, schema: {} },
} as const;

/** What a field holds: a scalar by name, an enumeration, or another view (in brackets: a list of it). */
export type FieldKind =
  | keyof typeof SCALARS
  | { readonly enum: EnumObject; readonly name: string }
  | (() => ViewClass | [ViewClass]);

export interface FieldOptions {
  readonly nullable?: boolean;
  /** A list of scalars or enumeration values. Views say so by brackets. */
  readonly list?: boolean;
  /** The view that GraphQL gives where REST gives a shorter one. */
  readonly graphql?: FieldKind | false;
  /** REST may leave it out. */
  readonly optional?: boolean;
  /** `false`: GraphQL only. */
  readonly rest?: false;
}

interface RestField {
  readonly name: string;
  /** The view of the field's value, for selections to go on in; null for a scalar. */
  readonly view: () => ViewClass | null;
}

const restFields = new WeakMap<object, RestField[]>();

/**
 * Declares a public field once: its GraphQL type, its place in the REST schema and its name in the whitelist of what
 * may leave. Nothing that is not declared so can be selected.
 */
export function Public(kind: FieldKind, description: string, options: FieldOptions = {}): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    if (options.graphql !== false)
      declareInGraphql(prototype, name, options.graphql ?? kind, description, options);
    if (options.rest !== false) declareInRest(prototype, name, kind, description, options);
  };
}

function declareInGraphql(
  prototype: object,
  name: string,
  kind: FieldKind,
  description: string,
  options: FieldOptions,
): void {
  const type = (): unknown => {
    if (typeof kind === 'function') return kind();
    const scalar = typeof kind === 'string' ? SCALARS[kind].graphql : kind.enum;
    return options.list ? [scalar] : scalar;
  };
  Field(type as () => StringConstructor, { nullable: options.nullable ?? false, description })(
    prototype,
    name,
  );
}

function declareInRest(
  prototype: object,
  name: string,
  kind: FieldKind,
  description: string,
  options: FieldOptions,
): void {
  const own = restFields.get(prototype) ?? [];
  restFields.set(prototype, own);
  own.push({ name, view: () => (typeof kind === 'function' ? single(kind()) : null) });
  ApiProperty({
    description,
    nullable: options.nullable ?? false,
    ...(options.optional ? { required: false } : {}),
    ...schemaOf(kind, options),
  } as ApiPropertyOptions)(prototype, name);
}

const single = (view: ViewClass | [ViewClass]): ViewClass => (Array.isArray(view) ? view[0] : view);

function schemaOf(kind: FieldKind, { list }: FieldOptions): object {
  // Swagger knows a function that names a class, which may not be defined yet, from a class by this name of its own.
  if (typeof kind === 'function') return { type: () => kind() };
  if (typeof kind === 'string') {
    const { schema } = SCALARS[kind];
    return list ? { type: 'array', items: schema } : schema;
  }
  return { enum: Object.values(kind.enum), enumName: kind.name, isArray: list ?? false };
}

/** The REST fields of a view, inherited ones first, in the order they are declared. */
export function restFieldsOf(view: ViewClass): RestField[] {
  const chain: object[] = [];
  for (let prototype = view.prototype as object; prototype !== Object.prototype;) {
    chain.unshift(prototype);
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  return chain.flatMap((prototype) => restFields.get(prototype) ?? []);
}

export type { ViewClass };
