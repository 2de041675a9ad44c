import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PartnerCopiesService } from './partner-copies.service.js';
import { EmbargoTurnEntity, PartnerCopyEntity, PartnerDayEntity, PartnerEntity } from './partner.entities.js';

/** Those who take stories over: what each may have, and what it has. */
@Module({
  imports: [
    TypeOrmModule.forFeature([PartnerEntity, PartnerCopyEntity, PartnerDayEntity, EmbargoTurnEntity]),
  ],
  providers: [PartnerCopiesService],
  exports: [PartnerCopiesService],
})
export class PartnersModule {}
