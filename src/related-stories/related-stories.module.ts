import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import { RelatedExclusionEntity, RelatedPinEntity, RelatedStoryEntity } from './related.entities.js';
import { RelatedStoriesController } from './related.controller.js';
import { ArticleRelatedResolver } from './related.resolver.js';
import { RelatedService } from './related.service.js';
import { RelatedStoriesQuery } from './related-stories.query.js';

@Module({
  imports: [
    ArticlesModule,
    TypeOrmModule.forFeature([RelatedPinEntity, RelatedExclusionEntity, RelatedStoryEntity]),
  ],
  controllers: [RelatedStoriesController],
  providers: [RelatedStoriesQuery, RelatedService, ArticleRelatedResolver],
  exports: [RelatedService],
})
export class RelatedStoriesModule {}
