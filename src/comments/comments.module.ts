import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
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
  controllers: [CommentsController],
  providers: [
    CommentsQuery,
    CommentsService,
    CommentImportService,
    CommentStandingService,
    CommentErasureService,
    CommentRecords,
    CommentsResolver,
    ArticleCommentsResolver,
  ],
  exports: [CommentImportService, CommentStandingService, CommentErasureService, CommentRecords],
})
export class CommentsModule {}
