import { Args, ArgsType, Field, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ConnectionArgs } from '../platform/api/connection.args.js';
import { Needs } from '../platform/api/needs.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { ArticleList } from './article-list.view.js';
import { ArticleReferenceArgs, referenceOf } from './article-reference.args.js';
import { type ArticleSort } from './article-filter.js';
import { ArticleFilterInput, ArticleOrder, readFilter } from './article.inputs.js';
import { Article } from './article.view.js';
import { ArticlesQuery } from './articles.query.js';

@ArgsType()
class ArticlesArgs extends ConnectionArgs {
  @Field(() => ArticleFilterInput, { nullable: true, description: 'What to restrict the list to.' })
  filter?: ArticleFilterInput | null;
  @Field(() => ArticleOrder, { nullable: true, description: 'Order; newest first when absent.' })
  orderBy?: ArticleSort | null;
}

@Resolver(() => Article)
export class ArticlesResolver {
  constructor(private readonly query: ArticlesQuery) {}

  @Query(() => Article, {
    nullable: true,
    description:
      'A story, by id or slug. With `content:write` its working copy: the draft of its next version, where there is one.',
  })
  @Needs('anyone')
  article(
    @Args() args: ArticleReferenceArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Article> {
    return this.query.oneInGraphql(info, viewer, referenceOf(args));
  }

  @Query(() => ArticleList, { description: 'Stories, newest first.' })
  @Needs('anyone')
  articles(
    @Args() { filter, orderBy, ...page }: ArticlesArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    const request = { viewer: viewerClass(viewer), filter: readFilter(filter), sort: orderBy, page };
    return this.query.listInGraphql(info, request);
  }
}
