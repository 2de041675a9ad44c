import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from '../platform/database/database.js';
import { RateLimits } from '../platform/http/rate-limit.js';
import { BansController } from './bans.controller.js';
import { BansQuery } from './bans.query.js';
import { BansResolver } from './bans.resolver.js';
import { BansService } from './bans.service.js';
import { BanRecords } from './ban-records.service.js';
import { CommentBanEntity, CommentDecisionEntity, CommentJudgementEntity } from './moderation.entities.js';
import { CommentFingerprintEntity, CommentReaderNameEntity } from './moderation-record.entities.js';
import { MODERATION_PHASES, ModerationService } from './moderation.service.js';
import { CommentChallengesService } from '../comment-challenges/comment-challenges.service.js';
import { type ModerationOptions, phasesOf } from './phases.js';
import { WordFile } from './word-file.js';

const MODERATION_OPTIONS = Symbol('MODERATION_OPTIONS');

/** What judges comments before they are taken, and who is banned from writing any. */
@Module({
  imports: [
    TypeOrmModule.forFeature([
      CommentDecisionEntity,
      CommentJudgementEntity,
      CommentBanEntity,
      CommentFingerprintEntity,
      CommentReaderNameEntity,
    ]),
  ],
  controllers: [BansController],
  providers: [
    BansQuery,
    BansService,
    BansResolver,
    ModerationService,
    BanRecords,
    {
      provide: MODERATION_PHASES,
      inject: [MODERATION_OPTIONS, Database, RateLimits, CommentChallengesService],
      useFactory: async (
        { wordsFile, hook }: ModerationOptions,
        database: Database,
        limits: RateLimits,
        challenges: CommentChallengesService,
      ) => {
        const wordFile = wordsFile === null ? null : await WordFile.open(wordsFile);
        return phasesOf({ database, limits, challenges, hook, wordFile });
      },
    },
  ],
  exports: [ModerationService, BanRecords],
})
export class ModerationModule {}

/** What the settings say of moderation. */
@Global()
@Module({})
export class ModerationOptionsModule {
  static forRoot(options: ModerationOptions): DynamicModule {
    return {
      module: ModerationOptionsModule,
      providers: [{ provide: MODERATION_OPTIONS, useValue: options }],
      exports: [MODERATION_OPTIONS],
    };
  }
}
