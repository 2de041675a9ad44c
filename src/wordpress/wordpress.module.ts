import { Module } from '@nestjs/common';
import { ImportsModule } from '../imports/imports.module.js';
import { WordPressImportService } from './wordpress-import.service.js';

@Module({
  imports: [ImportsModule],
  providers: [WordPressImportService],
  exports: [WordPressImportService],
})
export class WordPressModule {}
