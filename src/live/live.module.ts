import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { LiveArticlesQuery } from './live-articles.query.js';
import { LiveCommentsQuery } from './live-comments.query.js';
import { LiveResolver } from './live.resolver.js';

/** What is new, pushed to those who subscribe. */
@Module({
  imports: [ArticlesModule],
  providers: [LiveArticlesQuery, LiveCommentsQuery, LiveResolver],
})
export class LiveModule {}
