import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import { CommentAuthorController } from './comment-author.controller.js';
import { CommentAuthorResolver } from './comment-author.resolver.js';
import { CommentAuthoringService } from './comment-authoring.service.js';
import { CommentFlagsService } from './comment-flags.service.js';
import { CommentReactionsService } from './comment-reactions.service.js';
import { CommentReaderController } from './comment-reader.controller.js';
import { CommentReaderResolver } from './comment-reader.resolver.js';
import { CommentEntity, CommentIdentityEntity } from './comment.entities.js';
import {
  CommentFlagEntity,
  CommentReactionEntity,
  CommentRevisionEntity,
} from './comment-dealings.entities.js';
import { CommentErasureService } from './comment-erasure.service.js';
import { CommentImportService } from './comment-import.service.js';
import { CommentRecords } from './comment-records.service.js';
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
    TypeOrmModule.forFeature([
      CommentEntity,
      CommentIdentityEntity,
      CommentRevisionEntity,
      CommentReactionEntity,
      CommentFlagEntity,
    ]),
  ],
  controllers: [CommentsController, CommentAuthorController, CommentReaderController],
  providers: [
    CommentsQuery,
    CommentsService,
    CommentImportService,
    CommentStandingService,
    CommentErasureService,
    CommentAuthoringService,
    CommentReactionsService,
    CommentFlagsService,
    CommentAuthorResolver,
    CommentReaderResolver,
    CommentRecords,
    DiscussionTurnsService,
    CommentsResolver,
    ArticleCommentsResolver,
  ],
  exports: [
    CommentImportService,
    CommentStandingService,
    CommentErasureService,
    CommentRecords,
    DiscussionTurnsService,
  ],
})
export class CommentsModule {}
