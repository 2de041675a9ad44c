import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { AuthorsModule } from '../authors/authors.module.js';
import { CommentsModule } from '../comments/comments.module.js';
import { MediaModule } from '../media/media.module.js';
import { RelatedStoriesModule } from '../related-stories/related-stories.module.js';
import { SectionsModule } from '../sections/sections.module.js';
import { ShareLinksModule } from '../share-links/share-links.module.js';
import { SiteModule } from '../site/site.module.js';
import { TagsModule } from '../tags/tags.module.js';
import { ArticleImportService } from './article-import.service.js';
import { ImportReferencesService } from './import-references.service.js';
import { ImportedVersionsService } from './imported-versions.service.js';
import { NdjsonImportService } from './ndjson-import.service.js';
import { TermsImportService } from './terms-import.service.js';

@Module({
  imports: [
    SiteModule,
    SectionsModule,
    AuthorsModule,
    TagsModule,
    MediaModule,
    ArticlesModule,
    CommentsModule,
    ShareLinksModule,
    RelatedStoriesModule,
  ],
  providers: [
    ImportReferencesService,
    ImportedVersionsService,
    ArticleImportService,
    NdjsonImportService,
    TermsImportService,
  ],
  exports: [ArticleImportService, NdjsonImportService, TermsImportService],
})
export class ImportsModule {}
