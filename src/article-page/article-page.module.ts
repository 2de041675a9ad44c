import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { ArticlePageController } from './article-page.controller.js';
import { ArticlePageQuery } from './article-page.query.js';
import { ArticlePageResolver } from './article-page.resolver.js';

@Module({
  imports: [ArticlesModule],
  controllers: [ArticlePageController],
  providers: [ArticlePageQuery, ArticlePageResolver],
})
export class ArticlePageModule {}
