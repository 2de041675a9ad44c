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
import { ArticleIndexService } from './article-index.service.js';
import { ArticleLookup } from './article-lookup.js';
import { ArticleRevisionEntity } from './article-revision.entity.js';
import { ArticleScheduleService } from './article-schedule.service.js';
import { ArticleEntity } from './article.entity.js';
import { ArticleTermsService } from './article-terms.service.js';
import { ArticlesController } from './articles.controller.js';
import { ArticlesQuery } from './articles.query.js';
import { ArticlesResolver } from './articles.resolver.js';
import { ArticlesService } from './articles.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      ArticleEntity,
      ArticleRevisionEntity,
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
    ArticleIndexService,
    ArticleCountersService,
    ArticleScheduleService,
    ArticleTermsService,
  ],
  exports: [ArticleLookup, ArticlesService, ArticleCountersService, ArticleTermsService],
})
export class ArticlesModule {}
