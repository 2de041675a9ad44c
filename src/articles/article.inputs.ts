import { Field, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { unknownParameter } from '../platform/api/errors.js';
import { GraphQLDateTime } from '../platform/graphql/scalars.js';
import { instant, int, oneOf, readQuery, text, uuids } from '../platform/http/query.js';
import { ARTICLE_SORTS, type ArticleFilter, type ArticleSort, SHARED_HOURS } from './article-filter.js';

const WITHIN =
  'Hours in which people followed a share link to the story, the current one among them. With the order by shares, only their visits count.';

/** Filters of a list of stories, as REST takes them. */
export const articleFilterParameters = {
  section: text({
    description: 'Slug of a section; stories of the sections below it count too.',
    max: 200,
  }).optional(),
  tag: text({ description: 'Slug of a tag.', max: 200 }).optional(),
  author: text({ description: 'Slug of an author.', max: 200 }).optional(),
  q: text({
    description: 'Words to find; "quotes", OR and -not as in web search engines.',
    max: 500,
  }).optional(),
  publishedAfter: instant({ description: 'Published later than.' }).optional(),
  publishedBefore: instant({ description: 'Published earlier than.' }).optional(),
  updatedAfter: instant({ description: 'Changed later than.' }).optional(),
  ids: uuids({
    description: 'These stories, in this order; missing ones are left out.',
    max: 100,
  }).optional(),
  language: text({ description: 'Language (BCP 47).', max: 35 }).optional(),
  sharedWithin: int({ description: WITHIN, min: 1, max: SHARED_HOURS }).optional(),
  exclude: uuids({ description: 'Stories to leave out.', max: 100 }).optional(),
} as const;

export const articleSortParameter = oneOf({
  description: 'Order; a minus sign puts the highest first. `relevance` goes with `q`. Not used with `ids`.',
  values: ARTICLE_SORTS,
}).optional();

export const articleIncludeParameter = oneOf({
  description: 'What to add to the summaries: `body`, as the whole story has it.',
  values: ['body'],
  refusal: unknownParameter,
}).optional();

/** The same sorts by their GraphQL names. */
const ORDERS = {
  PUBLISHED_AT_DESC: '-publishedAt',
  PUBLISHED_AT_ASC: 'publishedAt',
  UPDATED_AT_DESC: '-updatedAt',
  COMMENT_COUNT_DESC: '-commentCount',
  SHARE_COUNT_DESC: '-shareCount',
  RELEVANCE: 'relevance',
} as const satisfies Record<string, ArticleSort>;

export const ArticleOrder = ORDERS;
registerEnumType(ArticleOrder, {
  name: 'ArticleOrder',
  description: 'Order of a list of stories. RELEVANCE goes with `q`.',
  valuesMap: {
    PUBLISHED_AT_DESC: { description: 'Newest first.' },
    PUBLISHED_AT_ASC: { description: 'Oldest first.' },
    UPDATED_AT_DESC: { description: 'Last changed first.' },
    COMMENT_COUNT_DESC: { description: 'Most comments first.' },
    SHARE_COUNT_DESC: { description: 'Most visits through share links first.' },
    RELEVANCE: { description: 'Best match for `q` first.' },
  },
});

@InputType('ArticleFilter', { description: 'What a list of stories is restricted to.' })
export class ArticleFilterInput {
  @Field(() => String, { nullable: true, description: 'Slug of a section; the sections below it count too.' })
  section?: string | null;
  @Field(() => String, { nullable: true, description: 'Slug of a tag.' }) tag?: string | null;
  @Field(() => String, { nullable: true, description: 'Slug of an author.' }) author?: string | null;
  @Field(() => String, { nullable: true, description: 'Words to find, as in web search engines.' })
  q?: string | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Published later than.' })
  publishedAfter?: string | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Published earlier than.' })
  publishedBefore?: string | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Changed later than.' })
  updatedAfter?: string | null;
  @Field(() => [ID], {
    nullable: true,
    description: 'These stories, in this order; missing ones are left out.',
  })
  ids?: string[] | null;
  @Field(() => String, { nullable: true, description: 'Language (BCP 47).' }) language?: string | null;
  @Field(() => Int, { nullable: true, description: WITHIN }) sharedWithin?: number | null;
  @Field(() => [ID], { nullable: true, description: 'Stories to leave out.' }) exclude?: string[] | null;
}

/**
 * A GraphQL filter, held to the same rules as the parameters of REST.
 * @throws DomainError INVALID_PARAMETER
 */
export function readFilter(filter: ArticleFilterInput | null | undefined): ArticleFilter {
  const given = Object.entries(filter ?? {}).filter(([, value]) => value !== null && value !== undefined);
  const texts = given.map(([name, value]) => [name, Array.isArray(value) ? value.join() : String(value)]);
  return readQuery(Object.fromEntries(texts), articleFilterParameters);
}
