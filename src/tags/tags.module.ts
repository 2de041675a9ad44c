import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import { PlacementsModule } from '../placements/placements.module.js';
import { RelatedStoriesModule } from '../related-stories/related-stories.module.js';
import { TagEditingService } from './tag-editing.service.js';
import { TagAliasEntity, TagEntity } from './tag.entities.js';
import { TagsController } from './tags.controller.js';
import { TagsQuery } from './tags.query.js';
import { TagsResolver } from './tags.resolver.js';
import { TagsService } from './tags.service.js';

@Module({
  imports: [
    ArticlesModule,
    PlacementsModule,
    RelatedStoriesModule,
    TypeOrmModule.forFeature([TagEntity, TagAliasEntity]),
  ],
  controllers: [TagsController],
  providers: [TagsQuery, TagsService, TagEditingService, TagsResolver],
  exports: [TagsService],
})
export class TagsModule {}
