import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ShareVisitsController } from './share-visits.controller.js';
import { SHARE_VISITS, type ShareVisitsOptions, ShareVisitsService } from './share-visits.service.js';
import { VisitBatchesService } from './visit-batches.service.js';
import { VisitForgettingService } from './visit-forgetting.service.js';
import { VisitLedgerService } from './visit-ledger.service.js';
import { VisitSaltsService } from './visit-salts.service.js';
import { VisitTargetQuery } from './visit-target.query.js';

/** Visits through short links: where they lead, and how they are counted. */
@Global()
@Module({})
export class ShareVisitsModule {
  static forRoot(options: ShareVisitsOptions): DynamicModule {
    return {
      module: ShareVisitsModule,
      controllers: [ShareVisitsController],
      providers: [
        { provide: SHARE_VISITS, useValue: options },
        ShareVisitsService,
        VisitTargetQuery,
        VisitLedgerService,
        VisitBatchesService,
        VisitSaltsService,
        VisitForgettingService,
      ],
      exports: [ShareVisitsService, VisitLedgerService],
    };
  }
}
