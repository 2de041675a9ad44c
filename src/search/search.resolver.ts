import { Args, ArgsType, Field, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ArticleFilterInput, readFilter } from '../articles/article.inputs.js';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { Needs } from '../platform/api/needs.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { Costs } from '../platform/graphql/cost.js';
import { readQuery } from '../platform/http/query.js';
import { TYPED, typedParameter, WORDS, wordsParameter } from './search.inputs.js';
import { SearchQuery } from './search.query.js';
import { SearchList, Suggestion } from './search.view.js';
import { SuggestQuery } from './suggest.query.js';

/** Thousands of matches are ranked and counted for a search, whatever is selected of it. */
const SEARCH = 400;
const SUGGEST = 50;

@ArgsType()
class SearchArgs extends ForwardArgs {
  @Field(() => String, { description: WORDS }) query: string;
  @Field(() => ArticleFilterInput, { nullable: true, description: 'What to restrict it to, without `q`.' })
  filter?: ArticleFilterInput | null;
}

@Resolver()
export class SearchResolver {
  constructor(
    private readonly found: SearchQuery,
    private readonly suggested: SuggestQuery,
  ) {}

  @Query(() => SearchList, { description: 'Stories with these words, best first.' })
  @Costs(SEARCH)
  @Needs('anyone')
  search(
    @Args() { query, filter, ...page }: SearchArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    const { query: words } = readQuery({ query }, { query: wordsParameter });
    const request = { viewer: viewerClass(viewer), words, filter: readFilter(filter), page };
    return this.found.searchInGraphql(info, request);
  }

  @Costs(SUGGEST)
  @Query(() => [Suggestion], { description: 'What somebody who is still typing may mean.' })
  @Needs('anyone')
  suggest(
    @Args('query', { description: TYPED }) query: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Suggestion[] | null> {
    const { query: text } = readQuery({ query }, { query: typedParameter });
    return this.suggested.suggestInGraphql(info, viewerClass(viewer), text);
  }
}
