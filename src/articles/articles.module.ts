import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticleCountersService } from './article-counters.service.js';
import {
  ArticleAliasEntity,
  ArticleAuthorEntity,
  ArticleCorrectionEntity,
  ArticleListingEntity,
  ArticlePermalinkEntity,
  ArticleStatsEntity,
  ArticleTagEntity,
} from './article-index.entities.js';
import { ArticleIndexService } from './article-index.service.js';
import { ArticleLookup } from './article-lookup.js';
import { ArticleMovedFilter } from './article-moved.filter.js';
import { ArticleRevisionEntity } from './article-revision.entity.js';
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
      ArticleAliasEntity,
      ArticlePermalinkEntity,
      ArticleListingEntity,
      ArticleAuthorEntity,
      ArticleTagEntity,
      ArticleStatsEntity,
      ArticleCorrectionEntity,
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
    { provide: APP_FILTER, useClass: ArticleMovedFilter },
  ],
  exports: [ArticleLookup, ArticlesService, ArticleCountersService],
})
export class ArticlesModule {}
