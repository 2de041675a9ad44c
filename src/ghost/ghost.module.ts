import { Module } from '@nestjs/common';
import { ImportsModule } from '../imports/imports.module.js';
import { GhostImportService } from './ghost-import.service.js';

@Module({
  imports: [ImportsModule],
  providers: [GhostImportService],
  exports: [GhostImportService],
})
export class GhostModule {}
