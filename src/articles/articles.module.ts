import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PreviewTokensModule } from '../previews/preview-tokens.module.js';
import { ArticleCountersService } from './article-counters.service.js';
import {
  ArticleAliasEntity,
  ArticleAuthorEntity,
  ArticleCorrectionEntity,
  ArticleDueEntity,
  ArticleListingEntity,
  ArticlePermalinkEntity,
  ArticleStatsEntity,
  ArticleTagEntity,
} from './article-index.entities.js';
import { ArticleEditsService } from './article-edits.service.js';
import { ArticleHeadQuery } from './article-head.query.js';
import { ArticleIndexService } from './article-index.service.js';
import { ArticleLookup } from './article-lookup.js';
import { ArticlePublishingService } from './article-publishing.service.js';
import { ArticleHistoryService } from './article-history.service.js';
import { ArticlePermalinksService } from './article-permalinks.service.js';
import { ArticleRevisionEntity } from './article-revision.entity.js';
import { ArticleScheduleService } from './article-schedule.service.js';
import { ArticleSights } from './article-sights.service.js';
import { ArticleStepEntity } from './article-step.entity.js';
import { ArticleStockService } from './article-stock.service.js';
import { ArticleEntity } from './article.entity.js';
import { ArticleTermsService } from './article-terms.service.js';
import { ArticleTurnsService } from './article-turns.service.js';
import { ArticlesController } from './articles.controller.js';
import { ArticlesQuery } from './articles.query.js';
import { ArticlesResolver } from './articles.resolver.js';
import { ArticlesService } from './articles.service.js';
import { ReaderCountsService } from './reader-counts.service.js';

@Module({
  imports: [
    PreviewTokensModule,
    TypeOrmModule.forFeature([
      ArticleEntity,
      ArticleRevisionEntity,
      ArticleStepEntity,
      ArticleAliasEntity,
      ArticlePermalinkEntity,
      ArticleListingEntity,
      ArticleAuthorEntity,
      ArticleTagEntity,
      ArticleStatsEntity,
      ArticleCorrectionEntity,
      ArticleDueEntity,
    ]),
  ],
  controllers: [ArticlesController],
  providers: [
    ArticleLookup,
    ArticleSights,
    ArticleHeadQuery,
    ArticlesQuery,
    ArticlesResolver,
    ArticlesService,
    ArticleHistoryService,
    ArticlePermalinksService,
    ArticleStockService,
    ArticleEditsService,
    ArticlePublishingService,
    ArticleIndexService,
    ArticleCountersService,
    ArticleScheduleService,
    ArticleTermsService,
    ArticleTurnsService,
    ReaderCountsService,
  ],
  exports: [
    ArticleLookup,
    ArticleSights,
    ArticleHeadQuery,
    ArticlesQuery,
    ArticleHistoryService,
    ArticlePermalinksService,
    ArticlesService,
    ArticleEditsService,
    ArticlePublishingService,
    ArticleCountersService,
    ArticleTermsService,
    ArticleTurnsService,
    ReaderCountsService,
  ],
})
export class ArticlesModule {}
