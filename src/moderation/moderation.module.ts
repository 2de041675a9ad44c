import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommentBanEntity, CommentDecisionEntity } from './moderation.entities.js';
import { MODERATION_PHASES, ModerationService } from './moderation.service.js';
import { CommentChallengesService } from '../comment-challenges/comment-challenges.service.js';
import { phasesWith } from './phases.js';

/** What judges comments before they are taken. */
@Module({
  imports: [TypeOrmModule.forFeature([CommentDecisionEntity, CommentBanEntity])],
  providers: [
    ModerationService,
    {
      provide: MODERATION_PHASES,
      inject: [CommentChallengesService],
      useFactory: (challenges: CommentChallengesService) => phasesWith({ challenges }),
    },
  ],
  exports: [ModerationService],
})
export class ModerationModule {}
