import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Article, ArticleSummary, ArticleSummaryWithBody } from '../articles/article.view.js';
import { PageInfo } from '../platform/api/list.view.js';
import { Public } from '../platform/api/view.js';

const SNIPPET =
  'A piece of the story around the words, as HTML: all of it escaped but `<mark>` around what was found.';
const SCORE = 'How well it fits; higher is better. To be compared within one search only.';

@ObjectType({ description: 'A story that was found.' })
export class SearchHit {
  @Public(() => ArticleSummary, 'The story.', { graphql: () => Article }) article: ArticleSummary;
  @Public('text', SNIPPET) snippet: string;
  @Public('float', SCORE) score: number;
}

/** A hit with `include=body`. */
export class SearchHitWithBody {
  @Public(() => ArticleSummaryWithBody, 'The story.', { graphql: false }) article: ArticleSummaryWithBody;
  @Public('text', SNIPPET, { graphql: false }) snippet: string;
  @Public('float', SCORE, { graphql: false }) score: number;
}

@ObjectType({ description: 'How many of the stories found have something in common.' })
export class FacetValue {
  @Public('text', 'What to send as the filter: a slug, or a year.') value: string;
  @Public('text', 'What to show.') label: string;
  @Public('int', 'How many stories that is.') count: number;
}

const MOST_FIRST = 'most stories first, 20 at most.';

@ObjectType({ description: 'What a search can be narrowed by.' })
export class SearchFacets {
  @Public(() => [FacetValue], `Sections, each with those below it; ${MOST_FIRST}`) section: FacetValue[];
  @Public(() => [FacetValue], `Tags, ${MOST_FIRST}`) tag: FacetValue[];
  @Public(() => [FacetValue], `Authors, ${MOST_FIRST}`) author: FacetValue[];
  @Public(() => [FacetValue], 'Years of publication (UTC), latest first.') year: FacetValue[];
}

@ObjectType({ description: 'A story that was found, and its cursor.' })
export class SearchEdge {
  @Public('text', 'Cursor of the item, to be sent as `after`.') cursor: string;
  @Public(() => SearchHit, 'The item.') node: SearchHit;
}

@ObjectType('SearchConnection', { description: 'One page of what a search found.' })
@ApiSchema({ description: 'One page of what a search found.' })
export class SearchList {
  @Public(() => [SearchHit], 'The stories of this page, best first.', { graphql: false }) items: SearchHit[];
  @Public(() => [SearchEdge], 'The stories of this page with their cursors, best first.', { rest: false })
  edges: SearchEdge[];
  @Public(() => [SearchHit], 'The stories of this page, best first.', { rest: false }) nodes: SearchHit[];
  @Public(() => SearchFacets, 'What the stories of all pages have in common.') facets: SearchFacets;
  @Public(
    'truth',
    'Whether there is more than was looked at: more matches than the newest 5,000, or more words with a beginning than 100.',
  )
  approximate: boolean;
  @Public(() => PageInfo, 'Where this page stands.') pageInfo: PageInfo;
  @Public('int', 'Number of stories on all pages; null unless it was asked for.', { nullable: true })
  totalCount: number | null;
  @Public('truth', 'False when more match than were counted; null unless they were counted.', {
    nullable: true,
  })
  totalCountExact: boolean | null;
}

export enum SuggestionKind {
  ARTICLE = 'article',
  SECTION = 'section',
  AUTHOR = 'author',
  TAG = 'tag',
}
registerEnumType(SuggestionKind, {
  name: 'SuggestionKind',
  description: 'What is suggested.',
  valuesMap: {
    ARTICLE: { description: 'A story; its headline.' },
    SECTION: { description: 'A section.' },
    AUTHOR: { description: 'An author.' },
    TAG: { description: 'A tag.' },
  },
});

@ObjectType({ description: 'What somebody who is still typing may mean.' })
export class Suggestion {
  @Public({ enum: SuggestionKind, name: 'SuggestionKind' }, 'What it is.') kind: SuggestionKind;
  @Public('text', 'Its name, or headline, as plain text.') text: string;
  @Public('text', 'Its slug.') slug: string;
}

@ApiSchema({ description: 'What somebody who is still typing may mean.' })
export class SuggestionList {
  @Public(() => [Suggestion], 'Sections, authors and tags first, then stories, newest first.', {
    graphql: false,
  })
  items: Suggestion[];
}
