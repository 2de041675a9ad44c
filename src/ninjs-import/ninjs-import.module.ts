import { Module } from '@nestjs/common';
import { ImportsModule } from '../imports/imports.module.js';
import { NinjsImportService } from './ninjs-import.service.js';
import { StandingStatusesQuery } from './standing-statuses.query.js';

@Module({
  imports: [ImportsModule],
  providers: [NinjsImportService, StandingStatusesQuery],
  exports: [NinjsImportService],
})
export class NinjsImportModule {}
