import { ObjectType } from '@nestjs/graphql';
import { Article, ArticleSummary } from '../articles/article.view.js';
import { Public } from '../platform/api/view.js';
import { Section, SectionRef } from '../sections/section.view.js';
import { Site } from '../site/site.view.js';

@ObjectType({ description: 'The newest stories of one section.' })
export class FrontSection {
  @Public(() => SectionRef, 'The section.', { graphql: () => Section }) section: SectionRef;
  @Public(() => [ArticleSummary], 'Its newest stories, those of the sections below it among them.', {
    graphql: () => [Article],
  })
  items: ArticleSummary[];
}

@ObjectType({ description: 'The front page.' })
export class Front {
  @Public(() => Site, 'What the site says of itself.') site: Site;
  @Public(
    () => ArticleSummary,
    'The newest of the featured stories; the newest story of all where none is featured.',
    { nullable: true, graphql: () => Article },
  )
  lead: ArticleSummary | null;
  @Public(() => [FrontSection], 'The sections of the navigation, in order.') sections: FrontSection[];
}
