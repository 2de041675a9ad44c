import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TagEntity } from './tag.entity.js';
import { TagsController } from './tags.controller.js';
import { TagsQuery } from './tags.query.js';
import { TagsResolver } from './tags.resolver.js';
import { TagsService } from './tags.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([TagEntity])],
  controllers: [TagsController],
  providers: [TagsQuery, TagsService, TagsResolver],
  exports: [TagsService],
})
export class TagsModule {}
