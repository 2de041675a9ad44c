import { Parent, Resolver } from '@nestjs/graphql';
import { Article } from '../articles/article.view.js';
import { PlannedField } from '../platform/graphql/planned-field.js';
import { Share } from './share.view.js';

/** What share links add to a story. */
@Resolver(() => Article)
export class ArticleShareResolver {
  @PlannedField(() => Share, { description: 'For "Share this story!".' })
  share(@Parent() article: Article & { share: Share }): Share {
    return article.share;
  }
}
