import { ObjectType } from '@nestjs/graphql';
import { Article } from '../articles/article.view.js';
import { CommentForm, CommentList } from '../comments/comment.view.js';
import type { ListView } from '../platform/api/list.view.js';
import { Public } from '../platform/api/view.js';
import { Placement } from '../placements/placement.view.js';
import { RelatedStory } from '../related-stories/related.view.js';
import { Breadcrumb } from '../sections/section.view.js';
import { Share } from '../share-links/share.view.js';
import { Site } from '../site/site.view.js';

@ObjectType({ description: 'Everything that a page with a story shows, from the breadcrumbs to the footer.' })
export class ArticlePage {
  @Public(() => Site, 'What the site says of itself.') site: Site;
  @Public(() => [Breadcrumb], 'The way from the home page to the headline.') breadcrumbs: Breadcrumb[];
  @Public(() => Article, 'The story.') article: Article;
  @Public(() => [Placement], 'Sponsor slots, from the top of the story to its end.') placements: Placement[];
  @Public(() => [RelatedStory], 'For "Check Also".', { graphql: false }) related: RelatedStory[];
  @Public(() => Share, 'For "Share this story!".') share: Share;
  @Public(() => CommentList, "Readers' comments.", { graphql: false }) comments: ListView<unknown>;
  @Public(() => CommentForm, 'For "Leave a Reply".') commentForm: CommentForm;
}
