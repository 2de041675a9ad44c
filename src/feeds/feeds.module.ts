import { type DynamicModule, Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { CommentFeedController } from './comment-feed.controller.js';
import { CommentFeedQuery } from './comment-feed.query.js';
import { FEED_OPTIONS, type FeedOptions } from './feed-options.js';
import { FeedTopicsQuery } from './feed-topics.query.js';
import { FeedsController } from './feeds.controller.js';
import { FeedsQuery } from './feeds.query.js';
import { HubsService } from './hubs.service.js';

@Module({})
export class FeedsModule {
  static forRoot(options: FeedOptions): DynamicModule {
    return {
      module: FeedsModule,
      imports: [ArticlesModule],
      controllers: [FeedsController, CommentFeedController],
      providers: [
        FeedsQuery,
        CommentFeedQuery,
        FeedTopicsQuery,
        HubsService,
        { provide: FEED_OPTIONS, useValue: options },
      ],
    };
  }
}
