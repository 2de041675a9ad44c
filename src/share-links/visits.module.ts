import { Module } from '@nestjs/common';
import { VisitBatchesService } from './visit-batches.service.js';
import { VisitForgettingService } from './visit-forgetting.service.js';
import { VisitLedgerService } from './visit-ledger.service.js';
import { VisitSaltsService } from './visit-salts.service.js';

/** Counts visits. Not global: those modules end after the database, whose connection the last visits need. */
@Module({
  providers: [VisitLedgerService, VisitBatchesService, VisitSaltsService, VisitForgettingService],
  exports: [VisitLedgerService],
})
export class VisitsModule {}
