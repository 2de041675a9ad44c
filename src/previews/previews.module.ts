import { Module } from '@nestjs/common';
import { ArticlesModule } from '../articles/articles.module.js';
import { PreviewTokensModule } from './preview-tokens.module.js';
import { PreviewsController } from './previews.controller.js';
import { PreviewsResolver } from './previews.resolver.js';
import { PreviewsService } from './previews.service.js';

@Module({
  imports: [ArticlesModule, PreviewTokensModule],
  controllers: [PreviewsController],
  providers: [PreviewsService, PreviewsResolver],
})
export class PreviewsModule {}
