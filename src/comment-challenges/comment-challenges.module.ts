import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import { CHALLENGE_OPTIONS, type ChallengeOptions } from './challenge-options.js';
import { CommentAttacksService } from './comment-attacks.service.js';
import { CommentAttackEntity, UsedChallengeEntity } from './comment-challenge.entities.js';
import { CommentChallengesController } from './comment-challenges.controller.js';
import { CommentChallengesResolver } from './comment-challenges.resolver.js';
import { CommentChallengesService } from './comment-challenges.service.js';

/** What stands between a discussion and those who flood it. */
@Global()
@Module({})
export class CommentChallengesModule {
  static forRoot(options: ChallengeOptions): DynamicModule {
    return {
      module: CommentChallengesModule,
      imports: [ArticlesModule, TypeOrmModule.forFeature([CommentAttackEntity, UsedChallengeEntity])],
      controllers: [CommentChallengesController],
      providers: [
        { provide: CHALLENGE_OPTIONS, useValue: options },
        CommentChallengesService,
        CommentAttacksService,
        CommentChallengesResolver,
      ],
      exports: [CommentChallengesService, CommentAttacksService],
    };
  }
}
