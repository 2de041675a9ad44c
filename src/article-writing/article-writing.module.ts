import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { MediaModule } from '../media/media.module.js';
import { RelatedStoriesModule } from '../related-stories/related-stories.module.js';
import { ShareLinksModule } from '../share-links/share-links.module.js';
import { SiteModule } from '../site/site.module.js';
import { TagsModule } from '../tags/tags.module.js';
import { ArticlePublishingController } from './article-publishing.controller.js';
import { ArticleReferencesService } from './article-references.service.js';
import { ArticleRevisionsController } from './article-revisions.controller.js';
import { ArticleRevisionsQuery } from './article-revisions.query.js';
import { ArticleRevisionsResolver } from './article-revisions.resolver.js';
import { ArticleWritingController } from './article-writing.controller.js';
import { ArticleWritingResolver } from './article-writing.resolver.js';
import { ArticleWritingService } from './article-writing.service.js';
import { RelatedChoiceController } from './related-choice.controller.js';
import { RelatedChoiceQuery } from './related-choice.query.js';

@Module({
  imports: [SiteModule, TagsModule, MediaModule, ArticlesModule, ShareLinksModule, RelatedStoriesModule],
  controllers: [
    RelatedChoiceController,
    ArticleWritingController,
    ArticlePublishingController,
    ArticleRevisionsController,
  ],
  providers: [
    ArticleReferencesService,
    ArticleWritingService,
    ArticleWritingResolver,
    ArticleRevisionsQuery,
    ArticleRevisionsResolver,
    RelatedChoiceQuery,
  ],
})
export class ArticleWritingModule {}
