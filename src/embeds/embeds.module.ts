import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { LookupsModule } from '../lookups/lookups.module.js';
import { EmbedQuery } from './embed.query.js';
import { EmbedsController } from './embeds.controller.js';
import { EmbedsService } from './embeds.service.js';

@Module({
  imports: [ArticlesModule, LookupsModule],
  controllers: [EmbedsController],
  providers: [EmbedQuery, EmbedsService],
  exports: [EmbedsService],
})
export class EmbedsModule {}
