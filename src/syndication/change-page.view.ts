import { ObjectType } from '@nestjs/graphql';
import { ArticleChange } from '../live/article-change.view.js';
import { Public } from '../platform/api/view.js';

@ObjectType({ description: 'The next changes of stories, in the order in which they were committed.' })
export class ChangePage {
  @Public(() => [ArticleChange], 'What happened; without a cursor first of all the stories that there are.')
  items: ArticleChange[];
  @Public('text', 'To be sent as `after` for what comes next, also when this page is empty.') cursor: string;
  @Public('truth', 'Whether more is there already.') hasMore: boolean;
}
