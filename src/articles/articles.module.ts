import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
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
import { ArticleIndexService } from './article-index.service.js';
import { ArticleLookup } from './article-lookup.js';
import { ArticlePublishingService } from './article-publishing.service.js';
import { ArticleRevisionEntity } from './article-revision.entity.js';
import { ArticleScheduleService } from './article-schedule.service.js';
import { ArticleStepEntity } from './article-step.entity.js';
import { ArticleStockService } from './article-stock.service.js';
import { ArticleEntity } from './article.entity.js';
import { ArticlesController } from './articles.controller.js';
import { ArticlesQuery } from './articles.query.js';
import { ArticlesResolver } from './articles.resolver.js';
import { ArticlesService } from './articles.service.js';

@Module({
  imports: [
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
    ArticlesQuery,
    ArticlesResolver,
    ArticlesService,
    ArticleStockService,
    ArticleEditsService,
    ArticlePublishingService,
    ArticleIndexService,
    ArticleCountersService,
    ArticleScheduleService,
  ],
  exports: [
    ArticleLookup,
    ArticlesQuery,
    ArticlesService,
    ArticleEditsService,
    ArticlePublishingService,
    ArticleCountersService,
  ],
})
export class ArticlesModule {}
