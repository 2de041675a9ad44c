import { Args, ArgsType, Field, ID, Info, Resolver, Subscription } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { Comment } from '../comments/comment.view.js';
import { Needs } from '../platform/api/needs.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { ArticleChange } from './article-change.view.js';
import { LiveArticlesQuery } from './live-articles.query.js';
import { LiveCommentsQuery } from './live-comments.query.js';

@ArgsType()
class ArticleChangedArgs {
  @Field(() => ID, { nullable: true, description: 'Of this story only: its identifier or slug.' })
  id?: string | null;
  @Field(() => String, { nullable: true, description: 'Of this section and those below it only: its slug.' })
  section?: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Id of the last change that was heard of: what was missed since comes first. Up to 500 are given again.',
  })
  after?: string | null;
}

/** An event comes with all that was selected of it. */
const asItCame = <Value>(value: Value): Value => value;

@Resolver()
export class LiveResolver {
  constructor(
    private readonly articles: LiveArticlesQuery,
    private readonly comments: LiveCommentsQuery,
  ) {}

  @Subscription(() => ArticleChange, {
    resolve: asItCame,
    description:
      'What happens to stories from now on, in order. Ends with SUBSCRIBER_TOO_SLOW when 1,000 wait.',
  })
  @Needs('anyone')
  articleChanged(
    @Args() { id = null, section = null, after = null }: ArticleChangedArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AsyncIterableIterator<ArticleChange>> {
    return this.articles.follow(info, { viewer: viewerClass(viewer), article: id, section, after });
  }

  @Subscription(() => Comment, {
    resolve: asItCame,
    description: 'Comments on a story as they become public. Ends with SUBSCRIBER_TOO_SLOW when 1,000 wait.',
  })
  @Needs('anyone')
  commentAdded(
    @Args('articleId', { type: () => ID, description: "The story's identifier or slug." }) reference: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AsyncIterableIterator<Comment>> {
    return this.comments.follow(info, viewerClass(viewer), reference);
  }
}
