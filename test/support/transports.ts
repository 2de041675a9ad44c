import {
  getNamedType,
  getNullableType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isObjectType,
} from 'graphql';
import { BEFORE_REPLIES } from '../../src/comments/comment.query.js';
import { Comment } from '../../src/comments/comment.view.js';
import { restFieldsOf, type ViewClass } from '../../src/platform/api/view.js';

/** How often replies stand inside replies in a REST answer. */
const REPLY_LEVELS = 3;
const PAGE = 'pageInfo { hasNextPage endCursor }';

export interface SelectionOptions {
  /** Arguments of fields, by the dotted path to them, such as `comments`. */
  readonly args?: Readonly<Record<string, string>>;
  /** Whether lists are counted; REST does so only when it is asked to. */
  readonly counted?: boolean;
}

/** The GraphQL selection of every field that a REST view has; the items of a list are its `nodes`. */
export function selectionOf(
  schema: GraphQLSchema,
  typeName: string,
  view: ViewClass,
  { args = {}, counted = false }: SelectionOptions = {},
): string {
  const write = (type: string, fields: ViewClass, path: string, level: number): string => {
    const members = restFieldsOf(fields).flatMap(({ name, view: inner }) => {
      if (name === 'repliesCursor' || (name.startsWith('totalCount') && !counted)) return [];
      if (name === 'replies')
        return [`replies { ${level < REPLY_LEVELS ? nested(path, level) : ''} ${PAGE} }`];
      const field = name === 'items' && type.endsWith('Connection') ? 'nodes' : name;
      const step = path ? `${path}.${field}` : field;
      const below = inner();
      return [
        `${field}${args[step] ?? ''} ${below ? write(typeOf(schema, type, field), below, step, level) : ''}`,
      ];
    });
    return `{ ${members.join(' ')} }`;
  };
  const nested = (path: string, level: number): string =>
    `nodes ${write('Comment', Comment, path, level + 1)}`;
  return write(typeName, view, '', 0);
}

function typeOf(schema: GraphQLSchema, typeName: string, field: string): string {
  const type = schema.getType(typeName);
  const definition = isObjectType(type) ? type.getFields()[field] : undefined;
  if (!definition) throw new Error(`REST has ${typeName}.${field}, GraphQL has not`);
  return getNamedType(definition.type).name;
}

const camel = (value: string): string =>
  value.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * What REST must answer where GraphQL answers this: enumeration values in lower camel case, connections as lists, and
 * a connection of replies as its comments with `repliesCursor` beside them. Nothing else differs.
 */
export function asRest(schema: GraphQLSchema, type: GraphQLOutputType, value: unknown): unknown {
  const nullable = getNullableType(type);
  if (value === null || value === undefined) return value;
  if (isListType(nullable)) return (value as unknown[]).map((item) => asRest(schema, nullable.ofType, item));
  if (isEnumType(nullable)) return camel(value as string);
  if (!isObjectType(nullable)) return value;
  const fields = nullable.getFields();
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const mapped = asRest(schema, fields[name]?.type as GraphQLOutputType, member);
    return nullable.name === 'Comment' && name === 'replies'
      ? asReplies(
          mapped as RestList,
          !('nodes' in (member as object)),
          (value as { replyCount: number }).replyCount,
        )
      : [[name, mapped]];
  });
  const object = Object.fromEntries(members);
  return nullable.name.endsWith('Connection') ? asList(object) : object;
}

interface RestList {
  readonly items: unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const asList = ({ nodes = [], ...rest }: Record<string, unknown>): Record<string, unknown> => ({
  totalCount: null,
  totalCountExact: null,
  items: nodes,
  ...rest,
});

/** Where no replies are shown, REST's cursor stands before the first of them. */
function asReplies({ items, pageInfo }: RestList, unseen: boolean, replyCount: number): [string, unknown][] {
  const following = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  const first = replyCount > 0 ? BEFORE_REPLIES : null;
  return [
    ['replies', items],
    ['repliesCursor', unseen ? first : following],
  ];
}
