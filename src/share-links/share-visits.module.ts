import { type DynamicModule, Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { EmbedsModule } from '../embeds/embeds.module.js';
import { ShareVisitsController } from './share-visits.controller.js';
import { SHARE_VISITS, type ShareVisitsOptions, ShareVisitsService } from './share-visits.service.js';
import { VisitTargetQuery } from './visit-target.query.js';
import { VisitsModule } from './visits.module.js';

/** Where short links lead. */
@Module({})
export class ShareVisitsModule {
  static forRoot(options: ShareVisitsOptions): DynamicModule {
    return {
      module: ShareVisitsModule,
      imports: [ArticlesModule, EmbedsModule, VisitsModule],
      controllers: [ShareVisitsController],
      providers: [{ provide: SHARE_VISITS, useValue: options }, ShareVisitsService, VisitTargetQuery],
    };
  }
}
