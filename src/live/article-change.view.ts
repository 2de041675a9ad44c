import { ObjectType, registerEnumType } from '@nestjs/graphql';
import { Article } from '../articles/article.view.js';
import { Public } from '../platform/api/view.js';

/** What can happen to a story, as far as others may know. Nothing else leaves the change log. */
export enum ArticleChangeKind {
  PUBLISHED = 'published',
  UPDATED = 'updated',
  CORRECTED = 'corrected',
  MOVED = 'moved',
  UNPUBLISHED = 'unpublished',
  EXPIRED = 'expired',
  RETRACTED = 'retracted',
  DELETED = 'deleted',
  RIGHTS_CHANGED = 'rightsChanged',
}
registerEnumType(ArticleChangeKind, {
  name: 'ArticleChangeKind',
  description: 'What happened to a story; MOVED gave it another slug, EXPIRED was the clock.',
  valuesMap: {
    PUBLISHED: { description: 'Readers can see it now.' },
    UPDATED: { description: 'Its content changed.' },
    CORRECTED: { description: 'A note was added to it.' },
    MOVED: { description: 'It has another address.' },
    UNPUBLISHED: { description: 'It was taken back.' },
    EXPIRED: { description: 'Its time is over.' },
    RETRACTED: { description: 'It was withdrawn for good.' },
    DELETED: { description: 'It is gone.' },
    RIGHTS_CHANGED: { description: 'What others may do with it changed.' },
  },
});

@ObjectType({ description: 'Something that happened to a story.' })
export class ArticleChange {
  @Public('key', 'Its place in the order of changes.') id: string;
  @Public('id', 'The story it happened to.') articleId: string;
  @Public({ enum: ArticleChangeKind, name: 'ArticleChangeKind' }, 'What happened.') kind: ArticleChangeKind;
  @Public('instant', 'When it happened.') at: string;
  @Public('int', 'Version of the story after it.') version: number;
  @Public('text', 'Slug of the story after it.', { nullable: true }) slug: string | null;
  @Public('text', 'The slug it had before, when that is another one.', { nullable: true })
  previousSlug: string | null;
  @Public('text', 'Why it was retracted, for readers; null for a story that is not.', { nullable: true })
  notice: string | null;
  @Public(() => Article, 'The story as it is now; null when the caller may not see it.', { nullable: true })
  article: Article | null;
}
