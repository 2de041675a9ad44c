import { ObjectType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Public } from '../platform/api/view.js';

@ObjectType({ description: 'Exact counts of a story.' })
export class ArticleCounts {
  @Public('id', 'The story.') id: string;
  @Public('int', 'Comments that readers can see.') comments: number;
  @Public('int', 'Visits through its share links.') shares: number;
}

@ApiSchema({ description: 'The counts of several stories.' })
export class ArticleCountsList {
  @Public(() => [ArticleCounts], 'In the order asked for; stories that readers cannot see are left out.', {
    graphql: false,
  })
  items: ArticleCounts[];
}
