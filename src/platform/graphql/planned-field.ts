import { applyDecorators } from '@nestjs/common';
import { Extensions, ResolveField, type ReturnTypeFunc } from '@nestjs/graphql';
import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { edgeKey } from '../api/graphql-selection.js';

const PLANNED = 'isPlanned';

type AnyField = GraphQLField<unknown, unknown>;

/**
 * A `@ResolveField` whose value the root query has planned and read, so that it stands in the parent already: its method
 * gives `planned(parent, info)`, or the member of its own name when it takes no arguments. The schema takes the value
 * from there without calling the method, which nothing may therefore guard or intercept.
 */
export const PlannedField = (type: ReturnTypeFunc, options: { description: string }): MethodDecorator =>
  applyDecorators(ResolveField(type, options), Extensions({ [PLANNED]: true }));

/** The member of the parent that holds the value of a field. */
export const memberOf = (field: Pick<AnyField, 'name' | 'args'>, responseName: string): string =>
  field.args.length > 0 ? edgeKey(field.name, responseName) : field.name;

/** Whether the value of a field simply stands in its parent under `memberOf`. */
export const standsInParent = (field: AnyField): boolean => isPlanned(field) || field.resolve === undefined;

const isPlanned = ({ extensions }: AnyField): boolean => extensions[PLANNED] === true;

/** Takes Nest's wrappers off every field that has nothing to resolve. Changes the schema in place. */
export function resolvePlainly(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isPlanned(field) && field.resolve?.name !== NEST_MEMBER_RESOLVER) continue;
      field.resolve = field.args.length > 0 ? resolverOf(field) : undefined;
    }
  }
  return schema;
}

const resolverOf =
  (field: AnyField): GraphQLFieldResolver<unknown, unknown> =>
  (parent, _args, _context, info) =>
    (parent as Record<string, unknown>)[memberOf(field, String(info.path.key))];

/** The name of the function that Nest gives a member of a view without a method of its own. It reads the member. */
const NEST_MEMBER_RESOLVER = 'rootFieldResolver';
