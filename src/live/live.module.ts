import { type DynamicModule, Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { LiveArticlesQuery } from './live-articles.query.js';
import { LiveCommentsQuery } from './live-comments.query.js';
import { LiveEventsController } from './live-events.controller.js';
import { LiveFeed } from './live-feed.service.js';
import { LiveLogQuery } from './live-log.query.js';
import { LIVE_OPTIONS, type LiveOptions, LiveStreamsService } from './live-streams.service.js';
import { LiveResolver } from './live.resolver.js';

/** What is new, pushed to those who subscribe. */
@Module({})
export class LiveModule {
  static forRoot(options: LiveOptions): DynamicModule {
    return {
      module: LiveModule,
      imports: [ArticlesModule],
      controllers: [LiveEventsController],
      providers: [
        { provide: LIVE_OPTIONS, useValue: options },
        LiveArticlesQuery,
        LiveCommentsQuery,
        LiveFeed,
        LiveLogQuery,
        LiveStreamsService,
        LiveResolver,
      ],
    };
  }
}
