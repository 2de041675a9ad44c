import { Args, ArgsType, Field, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { AS_OF, viewerAt } from '../platform/api/as-of.js';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ConnectionArgs } from '../platform/api/connection.args.js';
import { Needs } from '../platform/api/needs.js';
import type { Viewer } from '../platform/api/viewer.js';
import { GraphQLDateTime } from '../platform/graphql/scalars.js';
import { ArticleList } from './article-list.view.js';
import { ArticleReferenceArgs, referenceOf } from './article-reference.args.js';
import { type ArticleSort } from './article-filter.js';
import { ArticleFilterInput, ArticleOrder, readFilter } from './article.inputs.js';
import { Article } from './article.view.js';
import { ArticleSights } from './article-sights.service.js';
import { ArticlesQuery } from './articles.query.js';

@ArgsType()
class ArticlesArgs extends ConnectionArgs {
  @Field(() => ArticleFilterInput, { nullable: true, description: 'What to restrict the list to.' })
  filter?: ArticleFilterInput | null;
  @Field(() => ArticleOrder, { nullable: true, description: 'Order; newest first when absent.' })
  orderBy?: ArticleSort | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: AS_OF }) asOf?: string | null;
}

@Resolver(() => Article)
export class ArticlesResolver {
  constructor(
    private readonly query: ArticlesQuery,
    private readonly sights: ArticleSights,
  ) {}

  @Query(() => Article, {
    nullable: true,
    description:
      'A story, by id or slug. With `content:write` its working copy: the draft of its next version, where there is one.',
  })
  @Needs('anyone')
  async article(
    @Args() args: ArticleReferenceArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Article> {
    const reference = referenceOf(args);
    const seen = await this.sights.ofStory(viewer, { ...args, reference });
    return this.query.oneInGraphql(info, seen, reference);
  }

  @Query(() => ArticleList, { description: 'Stories, newest first.' })
  @Needs('anyone')
  articles(
    @Args() { filter, orderBy, asOf, ...page }: ArticlesArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    const request = { viewer: viewerAt(viewer, asOf), filter: readFilter(filter), sort: orderBy, page };
    return this.query.listInGraphql(info, request);
  }
}
