import { Args, Info, Parent, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ArticleReferenceArgs, referenceOf } from '../articles/article-reference.args.js';
import { ArticleSights } from '../articles/article-sights.service.js';
import { CommentsArgs } from '../comments/comment.inputs.js';
import { CommentList } from '../comments/comment.view.js';
import { planned } from '../platform/api/graphql-selection.js';
import { Needs } from '../platform/api/needs.js';
import type { Viewer } from '../platform/api/viewer.js';
import { PlannedField } from '../platform/graphql/planned-field.js';
import { RelatedArgs } from '../related-stories/related.args.js';
import { RelatedStory } from '../related-stories/related.view.js';
import { ArticlePageQuery } from './article-page.query.js';
import { ArticlePage } from './article-page.view.js';

@Resolver(() => ArticlePage)
export class ArticlePageResolver {
  constructor(
    private readonly pages: ArticlePageQuery,
    private readonly sights: ArticleSights,
  ) {}

  @Query(() => ArticlePage, { nullable: true, description: 'Everything that a page with a story shows.' })
  @Needs('anyone')
  async articlePage(
    @Args() args: ArticleReferenceArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArticlePage> {
    const reference = referenceOf(args);
    const seen = await this.sights.ofPage(viewer, { ...args, reference });
    return this.pages.graphql(info, seen, reference);
  }

  @PlannedField(() => [RelatedStory], { description: 'For "Check Also".' })
  related(
    @Parent() page: ArticlePage,
    @Args() _args: RelatedArgs,
    @Info() info: GraphQLResolveInfo,
  ): RelatedStory[] {
    return planned(page, info);
  }

  @PlannedField(() => CommentList, { description: "Readers' comments." })
  comments(
    @Parent() page: ArticlePage,
    @Args() _args: CommentsArgs,
    @Info() info: GraphQLResolveInfo,
  ): object {
    return planned(page, info);
  }
}
