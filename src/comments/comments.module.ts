import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import { CommentEntity, CommentIdentityEntity } from './comment.entities.js';
import { CommentImportService } from './comment-import.service.js';
import { CommentsController } from './comments.controller.js';
import { CommentsQuery } from './comments.query.js';
import { ArticleCommentsResolver, CommentsResolver } from './comments.resolver.js';
import { ModerationModule } from '../moderation/moderation.module.js';
import { CommentStandingService } from './comment-standing.service.js';
import { CommentsService } from './comments.service.js';
import { DiscussionTurnsService } from './discussion-turns.service.js';

@Module({
  imports: [
    ArticlesModule,
    ModerationModule,
    TypeOrmModule.forFeature([CommentEntity, CommentIdentityEntity]),
  ],
  controllers: [CommentsController],
  providers: [
    CommentsQuery,
    CommentsService,
    CommentImportService,
    CommentStandingService,
    DiscussionTurnsService,
    CommentsResolver,
    ArticleCommentsResolver,
  ],
  exports: [CommentImportService, CommentStandingService, DiscussionTurnsService],
})
export class CommentsModule {}
