import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from '../platform/database/database.js';
import { RelatedStoriesModule } from '../related-stories/related-stories.module.js';
import { SiteController } from './site.controller.js';
import { SiteEntity } from './site.entity.js';
import { SiteQuery } from './site.query.js';
import { SiteResolver } from './site.resolver.js';
import { SiteSettingsService } from './site-settings.service.js';
import { SiteService } from './site.service.js';

@Module({
  imports: [RelatedStoriesModule, TypeOrmModule.forFeature([SiteEntity])],
  controllers: [SiteController],
  providers: [SiteQuery, SiteService, SiteSettingsService, SiteResolver],
  exports: [SiteService],
})
export class SiteModule implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly site: SiteService,
  ) {}

  /** A database always has its row of settings. */
  async onModuleInit(): Promise<void> {
    await this.database.transaction((tx) => this.site.ensure(tx, new Date()));
  }
}
