import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PreviewTokenEntity } from './preview-token.entity.js';
import { PreviewTokensService } from './preview-tokens.service.js';

/** Tokens alone, for those who show stories; `PreviewsModule` lets them be made. */
@Module({
  imports: [TypeOrmModule.forFeature([PreviewTokenEntity])],
  providers: [PreviewTokensService],
  exports: [PreviewTokensService],
})
export class PreviewTokensModule {}
