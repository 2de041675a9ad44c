import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ShareLinksModule } from '../share-links/share-links.module.js';
import { PlacementEntity, SponsorEntity } from './placement.entities.js';
import { ArticlePlacementsResolver } from './placement.resolver.js';
import { PlacementTurnsService } from './placement-turns.service.js';
import { PlacementsService } from './placements.service.js';

@Module({
  imports: [ShareLinksModule, TypeOrmModule.forFeature([SponsorEntity, PlacementEntity])],
  providers: [PlacementsService, PlacementTurnsService, ArticlePlacementsResolver],
  exports: [PlacementsService, PlacementTurnsService],
})
export class PlacementsModule {}
