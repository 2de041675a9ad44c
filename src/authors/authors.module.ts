import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import { RelatedStoriesModule } from '../related-stories/related-stories.module.js';
import { AuthorEditingService } from './author-editing.service.js';
import { AuthorAliasEntity, AuthorEntity } from './author.entities.js';
import { AuthorsController } from './authors.controller.js';
import { AuthorsQuery } from './authors.query.js';
import { AuthorsResolver } from './authors.resolver.js';
import { AuthorsService } from './authors.service.js';

@Module({
  imports: [
    ArticlesModule,
    RelatedStoriesModule,
    TypeOrmModule.forFeature([AuthorEntity, AuthorAliasEntity]),
  ],
  controllers: [AuthorsController],
  providers: [AuthorsQuery, AuthorsService, AuthorEditingService, AuthorsResolver],
  exports: [AuthorsService],
})
export class AuthorsModule {}
