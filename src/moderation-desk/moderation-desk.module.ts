import { Module } from '@nestjs/common';
import { CommentsModule } from '../comments/comments.module.js';
import { ModerationDeskController } from './moderation-desk.controller.js';
import { ModerationDeskResolver } from './moderation-desk.resolver.js';
import { ModerationDeskService } from './moderation-desk.service.js';
import { ModerationQueueController } from './moderation-queue.controller.js';
import { ModerationQueueQuery } from './moderation-queue.query.js';

/** Where moderators look at comments and decide about them. */
@Module({
  imports: [CommentsModule],
  controllers: [ModerationQueueController, ModerationDeskController],
  providers: [ModerationQueueQuery, ModerationDeskService, ModerationDeskResolver],
})
export class ModerationDeskModule {}
