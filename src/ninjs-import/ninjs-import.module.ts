import { Module } from '@nestjs/common';
import { ImportsModule } from '../imports/imports.module.js';
import { NinjsImportService } from './ninjs-import.service.js';

@Module({
  imports: [ImportsModule],
  providers: [NinjsImportService],
  exports: [NinjsImportService],
})
export class NinjsImportModule {}
