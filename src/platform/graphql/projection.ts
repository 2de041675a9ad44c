import {
  type FieldNode,
  getNullableType,
  GraphQLID,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLString,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { memberOf, standsInParent } from './planned-field.js';

/** Gives the response value of what a resolver gave. @throws Irregular */
export type Projection = (value: unknown) => unknown;

/**
 * A value that does not simply fit its type: null where the schema forbids it, no list where one is due, a scalar that
 * does not serialise. What the client is told of it, and which parts become null, is for graphql-js to say.
 */
export class Irregular extends Error {}

type Info = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'schema' | 'variableValues'>;

/**
 * Compiles what execution (GraphQL specification, section 6.4.3) makes of a resolved value in which all that was
 * selected stands already, since one statement has read it: names, aliases, enumerations, scalars. Execution asks at
 * every field of every object what there is to do; here that was asked once.
 *
 * Holds for the variables of `info` that stand in `@skip` and `@include`, and for all values of the others.
 * @returns null when a field below has something to resolve, or a type that only its value tells
 */
export const compileProjection = (type: GraphQLOutputType, info: Info): Projection | null =>
  ofType(type, info.fieldNodes, info);

function ofType(type: GraphQLOutputType, nodes: readonly FieldNode[], info: Info): Projection | null {
  const project = ofNullable(getNullableType(type), nodes, info);
  if (!project) return null;
  // Null is for none of the projections below, so that it comes out as irregular where it is forbidden.
  if (isNonNullType(type)) return project;
  return (value) => (isNothing(value) ? null : project(value));
}

/** For a value that is there. */
function ofNullable(type: GraphQLOutputType, nodes: readonly FieldNode[], info: Info): Projection | null {
  if (isLeafType(type)) return ofLeaf(type);
  if (isListType(type)) {
    const item = ofType(type.ofType as GraphQLOutputType, nodes, info);
    return item && ((value) => (Array.isArray(value) ? value.map(item) : irregular()));
  }
  return isObjectType(type) && !type.isTypeOf ? ofObject(type, nodes, info) : null;
}

function ofLeaf(type: GraphQLLeafType): Projection {
  const serialize: Projection = (value) => {
    try {
      return type.serialize(value) ?? irregular();
    } catch {
      return irregular();
    }
  };
  if (type !== GraphQLString && type !== GraphQLID) return serialize;
  return (value) => (typeof value === 'string' ? value : serialize(value));
}

interface Member {
  readonly responseName: string;
  readonly name: string;
  readonly project: Projection;
}

function ofObject(type: GraphQLObjectType, nodes: readonly FieldNode[], info: Info): Projection | null {
  const members: Member[] = [];
  for (const [responseName, subNodes] of collectSubfields(
    info.schema,
    info.fragments,
    info.variableValues,
    type,
    nodes,
  )) {
    const member = memberFor(type, responseName, subNodes, info);
    if (!member) return null;
    members.push(member);
  }
  return (value) => {
    if (!isPlainly(value)) return irregular();
    const projected: Record<string, unknown> = {};
    for (const { responseName, name, project } of members) projected[responseName] = project(value[name]);
    return projected;
  };
}

function memberFor(
  type: GraphQLObjectType,
  responseName: string,
  nodes: readonly FieldNode[],
  info: Info,
): Member | null {
  const name = (nodes[0] as FieldNode).name.value;
  if (name === '__typename') return { responseName, name, project: () => type.name };
  const field = type.getFields()[name];
  if (!field || !standsInParent(field)) return null;
  const project = ofType(field.type, nodes, info);
  return project && { responseName, name: memberOf(field, responseName), project };
}

/** An object of members, and neither a failure nor something still to come. */
const isPlainly = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Error) &&
  typeof (value as { then?: unknown }).then !== 'function';

export const isNothing = (value: unknown): value is null | undefined => value === null || value === undefined;

function irregular(): never {
  throw new Irregular('A value does not fit its type.');
}
