import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SectionEntity } from './section.entity.js';
import { SectionQuery } from './section.query.js';
import { SectionsController } from './sections.controller.js';
import { SectionsResolver } from './sections.resolver.js';
import { SectionsService } from './sections.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([SectionEntity])],
  controllers: [SectionsController],
  providers: [SectionQuery, SectionsService, SectionsResolver],
  exports: [SectionsService],
})
export class SectionsModule {}
