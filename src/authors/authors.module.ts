import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthorEntity } from './author.entity.js';
import { AuthorsController } from './authors.controller.js';
import { AuthorsQuery } from './authors.query.js';
import { AuthorsResolver } from './authors.resolver.js';
import { AuthorsService } from './authors.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([AuthorEntity])],
  controllers: [AuthorsController],
  providers: [AuthorsQuery, AuthorsService, AuthorsResolver],
  exports: [AuthorsService],
})
export class AuthorsModule {}
