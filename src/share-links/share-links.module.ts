import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import { ShareCampaignsService } from './share-campaigns.service.js';
import { ShareCodesController } from './share-codes.controller.js';
import { ShareCodesQuery } from './share-codes.query.js';
import { ShareCodesResolver } from './share-codes.resolver.js';
import { ShareStatsController } from './share-stats.controller.js';
import { ShareStatsQuery } from './share-stats.query.js';
import { ShareStatsResolver } from './share-stats.resolver.js';
import { ShareTurnsService } from './share-turns.service.js';
import { ShareCodesService } from './share-codes.service.js';
import { ShareController } from './share.controller.js';
import {
  ShareBatchEntity,
  ShareCodeEntity,
  ShareCountEntity,
  ShareHourEntity,
  ShareReferrerEntity,
  ShareUniqueEntity,
  ShareVisitEntity,
  ShareVisitorEntity,
  VisitSaltEntity,
} from './share.entities.js';
import { ArticleShareResolver } from './share.resolver.js';

const ENTITIES = [
  ShareCodeEntity,
  ShareCountEntity,
  ShareVisitEntity,
  ShareReferrerEntity,
  ShareHourEntity,
  ShareBatchEntity,
  VisitSaltEntity,
  ShareVisitorEntity,
  ShareUniqueEntity,
];

@Module({
  imports: [ArticlesModule, TypeOrmModule.forFeature(ENTITIES)],
  controllers: [ShareController, ShareCodesController, ShareStatsController],
  providers: [
    ShareCodesService,
    ShareCodesQuery,
    ShareCodesResolver,
    ShareCampaignsService,
    ShareStatsQuery,
    ShareStatsResolver,
    ShareTurnsService,
    ArticleShareResolver,
  ],
  exports: [ShareCodesService, ShareTurnsService],
})
export class ShareLinksModule {}
