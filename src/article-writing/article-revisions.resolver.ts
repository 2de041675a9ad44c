import { Args, ArgsType, Field, ID, Info, Int, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { Needs } from '../platform/api/needs.js';
import { ArticleRevision, ArticleRevisionDiff, ArticleRevisionList } from './article-revision.view.js';
import { ArticleRevisionsQuery } from './article-revisions.query.js';

@ArgsType()
class ArticleRevisionsArgs extends ForwardArgs {
  @Field(() => ID, { description: 'Id or slug of the story.' }) articleId: string;
}

@ArgsType()
class ArticleRevisionArgs {
  @Field(() => ID, { description: 'Id or slug of the story.' }) articleId: string;
  @Field(() => Int, { description: 'Number of the revision.' }) number: number;
}

@ArgsType()
class ArticleRevisionDiffArgs extends ArticleRevisionArgs {
  @Field(() => Int, { description: 'Number of the revision to compare with.' }) against: number;
}

@Resolver(() => ArticleRevision)
export class ArticleRevisionsResolver {
  constructor(private readonly revisions: ArticleRevisionsQuery) {}

  @Query(() => ArticleRevisionList, { description: 'Revisions of a story, newest first.' })
  @Needs('content:write')
  articleRevisions(
    @Args() { articleId, ...page }: ArticleRevisionsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.revisions.listInGraphql(info, articleId, page);
  }

  @Query(() => ArticleRevision, { nullable: true, description: 'A revision of a story.' })
  @Needs('content:write')
  articleRevision(
    @Args() { articleId, number }: ArticleRevisionArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return this.revisions.oneInGraphql(info, articleId, number);
  }

  @Query(() => ArticleRevisionDiff, {
    nullable: true,
    description: 'What a revision of a story says otherwise than another.',
  })
  @Needs('content:write')
  articleRevisionDiff(
    @Args() { articleId, number, against }: ArticleRevisionDiffArgs,
  ): Promise<ArticleRevisionDiff> {
    return this.revisions.diffInGraphql(articleId, number, against);
  }
}
