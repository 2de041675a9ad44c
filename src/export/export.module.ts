import { Module } from '@nestjs/common';
import { ExportController } from './export.controller.js';
import { ExportQuery } from './export.query.js';
import { ExportsService } from './exports.service.js';

/** Hands out all the stories that a caller may have. */
@Module({
  controllers: [ExportController],
  providers: [ExportQuery, ExportsService],
  exports: [ExportQuery],
})
export class ExportModule {}
