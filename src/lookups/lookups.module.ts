import { Module } from '@nestjs/common';
import { CountsQuery } from './counts.query.js';
import { LookupsController } from './lookups.controller.js';
import { LookupsResolver } from './lookups.resolver.js';
import { NodeQuery } from './node.query.js';
import { ResolutionQuery } from './resolution.query.js';

@Module({
  controllers: [LookupsController],
  providers: [CountsQuery, ResolutionQuery, NodeQuery, LookupsResolver],
  exports: [ResolutionQuery],
})
export class LookupsModule {}
