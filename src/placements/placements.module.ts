import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticlesModule } from '../articles/articles.module.js';
import { MediaModule } from '../media/media.module.js';
import { ShareLinksModule } from '../share-links/share-links.module.js';
import { ArticlePlacementsController } from './article-placements.controller.js';
import { ArticlePlacementsQuery } from './article-placements.query.js';
import { ManagedPlacementsQuery } from './managed-placements.query.js';
import { PlacementEditingService } from './placement-editing.service.js';
import { PlacementPartsService } from './placement-parts.service.js';
import { PlacementTurnsService } from './placement-turns.service.js';
import { PlacementEntity, SponsorEntity } from './placement.entities.js';
import { ArticlePlacementsResolver } from './placement.resolver.js';
import { PlacementsController } from './placements.controller.js';
import { PlacementsResolver } from './placements.resolver.js';
import { PlacementsService } from './placements.service.js';
import { SponsorsController } from './sponsors.controller.js';
import { SponsorsQuery } from './sponsors.query.js';
import { SponsorsResolver } from './sponsors.resolver.js';
import { SponsorsService } from './sponsors.service.js';

@Module({
  imports: [
    ArticlesModule,
    MediaModule,
    ShareLinksModule,
    TypeOrmModule.forFeature([SponsorEntity, PlacementEntity]),
  ],
  controllers: [ArticlePlacementsController, SponsorsController, PlacementsController],
  providers: [
    ArticlePlacementsQuery,
    ArticlePlacementsResolver,
    ManagedPlacementsQuery,
    PlacementEditingService,
    PlacementPartsService,
    PlacementsResolver,
    PlacementsService,
    PlacementTurnsService,
    SponsorsQuery,
    SponsorsResolver,
    SponsorsService,
  ],
  exports: [PlacementsService, PlacementTurnsService],
})
export class PlacementsModule {}
