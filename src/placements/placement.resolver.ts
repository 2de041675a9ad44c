import { Parent, Resolver } from '@nestjs/graphql';
import { Article } from '../articles/article.view.js';
import { PlannedField } from '../platform/graphql/planned-field.js';
import { Placement } from './placement.view.js';

/** What sponsors add to a story. */
@Resolver(() => Article)
export class ArticlePlacementsResolver {
  @PlannedField(() => [Placement], { description: 'Sponsor slots, from the top of the story to its end.' })
  placements(@Parent() article: Article & { placements: Placement[] }): Placement[] {
    return article.placements;
  }
}
