import { Args, Info, Parent, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Article } from '../articles/article.view.js';
import { planned } from '../platform/api/graphql-selection.js';
import { PlannedField } from '../platform/graphql/planned-field.js';
import { RelatedArgs } from './related.args.js';
import { RelatedStory } from './related.view.js';

/** What related stories add to a story. */
@Resolver(() => Article)
export class ArticleRelatedResolver {
  @PlannedField(() => [RelatedStory], {
    description: 'For "Check Also": pinned first, then computed, best first.',
  })
  related(
    @Parent() article: Article,
    @Args() _args: RelatedArgs,
    @Info() info: GraphQLResolveInfo,
  ): RelatedStory[] {
    return planned(article, info);
  }
}
