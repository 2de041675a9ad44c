import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EmbargoTurnsService } from './embargo-turns.service.js';
import { OutdatedQuery } from './outdated.query.js';
import { PartnerCopiesService } from './partner-copies.service.js';
import { PartnerEditingService } from './partner-editing.service.js';
import { EmbargoTurnEntity, PartnerCopyEntity, PartnerDayEntity, PartnerEntity } from './partner.entities.js';
import { PartnersController } from './partners.controller.js';
import { PartnersQuery } from './partners.query.js';
import { PartnersResolver } from './partners.resolver.js';

/** Those who take stories over: what each may have, and what it has. */
@Module({
  imports: [
    TypeOrmModule.forFeature([PartnerEntity, PartnerCopyEntity, PartnerDayEntity, EmbargoTurnEntity]),
  ],
  controllers: [PartnersController],
  providers: [
    EmbargoTurnsService,
    OutdatedQuery,
    PartnerCopiesService,
    PartnerEditingService,
    PartnersQuery,
    PartnersResolver,
  ],
  exports: [OutdatedQuery, PartnerCopiesService],
})
export class PartnersModule {}
