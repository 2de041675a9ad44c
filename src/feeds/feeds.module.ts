import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { CommentFeedController } from './comment-feed.controller.js';
import { CommentFeedQuery } from './comment-feed.query.js';
import { FeedsController } from './feeds.controller.js';
import { FeedsQuery } from './feeds.query.js';

@Module({
  imports: [ArticlesModule],
  controllers: [FeedsController, CommentFeedController],
  providers: [FeedsQuery, CommentFeedQuery],
})
export class FeedsModule {}
