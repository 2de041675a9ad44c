import { ArgsType, Field, ID, Int } from '@nestjs/graphql';
import { GraphQLDateTime } from '../platform/graphql/scalars.js';
import { instant, readQuery, text, uuids } from '../platform/http/query.js';
import { type Narrowing, RELATED_SHOWN } from './related.query.js';

const EXCLUDE = 'Stories that stand elsewhere on the page.';
const SECTION = 'Only from this section (slug) and those below it.';
const TAG = 'Only with this tag (slug).';
const PUBLISHED_AFTER = 'Only published later than.';

/** What a list of related stories is narrowed to, as REST takes it. */
export const narrowingParameters = {
  exclude: uuids({ description: EXCLUDE, max: 100 }).optional(),
  section: text({ description: SECTION, max: 200 }).optional(),
  tag: text({ description: TAG, max: 200 }).optional(),
  publishedAfter: instant({ description: PUBLISHED_AFTER }).optional(),
} as const;

/** Arguments of `related`, wherever it stands in GraphQL. */
@ArgsType()
export class RelatedArgs {
  @Field(() => Int, { defaultValue: RELATED_SHOWN, description: 'At most this many, 1 to 100.' })
  first: number;
  @Field(() => [ID], { nullable: true, description: EXCLUDE }) exclude?: string[] | null;
  @Field(() => String, { nullable: true, description: SECTION }) section?: string | null;
  @Field(() => String, { nullable: true, description: TAG }) tag?: string | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: PUBLISHED_AFTER })
  publishedAfter?: string | null;
}

/**
 * The same of GraphQL's arguments, held to the rules of REST.
 * @throws DomainError INVALID_PARAMETER
 */
export function narrowingOf(args: Readonly<Record<string, unknown>>): Narrowing {
  const given = Object.keys(narrowingParameters).flatMap((name): [string, string][] => {
    const value = args[name];
    // An empty list excludes nothing, which a parameter of REST says by its absence.
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    return [[name, textOf(value)]];
  });
  return readQuery(Object.fromEntries(given), narrowingParameters);
}

const textOf = (value: unknown): string =>
  value instanceof Date ? value.toISOString() : Array.isArray(value) ? value.join() : String(value);
