import { Module } from '@nestjs/common';
import { SitemapQuery } from './sitemap.query.js';
import { SitemapsController } from './sitemaps.controller.js';
import { SitemapsService } from './sitemaps.service.js';

@Module({
  controllers: [SitemapsController],
  providers: [SitemapQuery, SitemapsService],
})
export class SitemapsModule {}
