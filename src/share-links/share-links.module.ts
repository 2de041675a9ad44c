import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
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
  controllers: [ShareController],
  providers: [ShareCodesService, ArticleShareResolver],
  exports: [ShareCodesService],
})
export class ShareLinksModule {}
