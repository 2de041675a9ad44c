import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SectionAliasEntity, SectionEntity } from './section.entities.js';
import { ArticlesModule } from '../articles/articles.module.js';
import { PartnerSectionsService } from '../partners/partner-sections.service.js';
import { PlacementsModule } from '../placements/placements.module.js';
import { RelatedStoriesModule } from '../related-stories/related-stories.module.js';
import { SiteModule } from '../site/site.module.js';
import { WebhookSectionsService } from '../webhooks/webhook-sections.service.js';
import { SectionEditingService } from './section-editing.service.js';
import { SectionTreeService } from './section-tree.service.js';
import { SectionQuery } from './section.query.js';
import { SectionsController } from './sections.controller.js';
import { SectionsResolver } from './sections.resolver.js';
import { SectionsService } from './sections.service.js';

@Module({
  imports: [
    ArticlesModule,
    PlacementsModule,
    RelatedStoriesModule,
    SiteModule,
    TypeOrmModule.forFeature([SectionEntity, SectionAliasEntity]),
  ],
  controllers: [SectionsController],
  providers: [
    SectionQuery,
    SectionsService,
    SectionTreeService,
    SectionEditingService,
    SectionsResolver,
    PartnerSectionsService,
    WebhookSectionsService,
  ],
  exports: [SectionsService],
})
export class SectionsModule {}
