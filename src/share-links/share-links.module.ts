import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import { ShareCodesService } from './share-codes.service.js';
import { ShareVisitsController } from './share-visits.controller.js';
import { ShareVisitsService } from './share-visits.service.js';
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
import { ArticleShareResolver } from './share.resolver.js';

@Module({
  imports: [ArticlesModule, TypeOrmModule.forFeature(ENTITIES)],
  controllers: [ShareController, ShareVisitsController],
  providers: [ShareCodesService, ShareVisitsService, ArticleShareResolver],
  exports: [ShareCodesService],
})
export class ShareLinksModule {}
