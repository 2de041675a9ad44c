import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BanRecords } from './ban-records.service.js';
import { CommentBanEntity, CommentDecisionEntity } from './moderation.entities.js';
import { MODERATION_PHASES, ModerationService } from './moderation.service.js';
import { PHASES } from './phases.js';

/** What judges comments before they are taken. */
@Module({
  imports: [TypeOrmModule.forFeature([CommentDecisionEntity, CommentBanEntity])],
  providers: [ModerationService, BanRecords, { provide: MODERATION_PHASES, useValue: PHASES }],
  exports: [ModerationService, BanRecords],
})
export class ModerationModule {}
