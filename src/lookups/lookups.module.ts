import { Module } from '@nestjs/common';
import { VisitsModule } from '../share-links/visits.module.js';
import { CountsQuery } from './counts.query.js';
import { LookupsController } from './lookups.controller.js';
import { LookupsResolver } from './lookups.resolver.js';
import { NodeQuery } from './node.query.js';
import { ResolutionQuery } from './resolution.query.js';

@Module({
  imports: [VisitsModule],
  controllers: [LookupsController],
  providers: [CountsQuery, ResolutionQuery, NodeQuery, LookupsResolver],
  exports: [ResolutionQuery],
})
export class LookupsModule {}
