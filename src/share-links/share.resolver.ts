import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Article } from '../articles/article.view.js';
import { Share } from './share.view.js';

/** What share links add to a story. */
@Resolver(() => Article)
export class ArticleShareResolver {
  @ResolveField(() => Share, { description: 'For "Share this story!".' })
  share(@Parent() article: Article & { share: Share }): Share {
    return article.share;
  }
}
