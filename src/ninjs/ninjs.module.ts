import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { NinjsController } from './ninjs.controller.js';
import { NinjsQuery } from './ninjs.query.js';

/** Stories in the exchange format of the IPTC. */
@Module({ imports: [ArticlesModule], controllers: [NinjsController], providers: [NinjsQuery] })
export class NinjsModule {}
