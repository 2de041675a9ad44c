import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import { ShareCodesService } from './share-codes.service.js';
import { ShareVisitsController } from './share-visits.controller.js';
import { ShareVisitsService } from './share-visits.service.js';
import { ShareController } from './share.controller.js';
import { ShareCodeEntity, ShareCountEntity } from './share.entities.js';
import { ArticleShareResolver } from './share.resolver.js';

@Module({
  imports: [ArticlesModule, TypeOrmModule.forFeature([ShareCodeEntity, ShareCountEntity])],
  controllers: [ShareController, ShareVisitsController],
  providers: [ShareCodesService, ShareVisitsService, ArticleShareResolver],
  exports: [ShareCodesService],
})
export class ShareLinksModule {}
