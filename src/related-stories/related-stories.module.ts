import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import {
  RelatedCorpusEntity,
  RelatedDueEntity,
  RelatedExclusionEntity,
  RelatedPinEntity,
  RelatedPostingEntity,
  RelatedProfileEntity,
  RelatedStoryEntity,
  RelatedTermEntity,
} from './related.entities.js';
import { RelatedBacklogService } from './related-backlog.service.js';
import { RelatedStoriesController } from './related.controller.js';
import { ArticleRelatedResolver } from './related.resolver.js';
import { RelatedService } from './related.service.js';
import { RelatedTurnsService } from './related-turns.service.js';
import { RelatedStoriesQuery } from './related-stories.query.js';

@Module({
  imports: [
    ArticlesModule,
    TypeOrmModule.forFeature([
      RelatedPinEntity,
      RelatedExclusionEntity,
      RelatedStoryEntity,
      RelatedDueEntity,
      RelatedProfileEntity,
      RelatedPostingEntity,
      RelatedTermEntity,
      RelatedCorpusEntity,
    ]),
  ],
  controllers: [RelatedStoriesController],
  providers: [
    RelatedStoriesQuery,
    RelatedService,
    RelatedBacklogService,
    RelatedTurnsService,
    ArticleRelatedResolver,
  ],
  exports: [RelatedService, RelatedBacklogService, RelatedTurnsService],
})
export class RelatedStoriesModule {}
