import { Module } from '@nestjs/common';
import { PartnersModule } from '../partners/partners.module.js';
import { ChangesController } from './changes.controller.js';
import { ChangesQuery } from './changes.query.js';
import { ChangesResolver } from './changes.resolver.js';
import { ChangesService } from './changes.service.js';

/** What becomes of stories, for those who keep copies of them. */
@Module({
  imports: [PartnersModule],
  controllers: [ChangesController],
  providers: [ChangesQuery, ChangesResolver, ChangesService],
})
export class SyndicationModule {}
