import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActivityEntity, ChangeEntity } from './change.entities.js';
import { ChangeLog } from './change-log.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ChangeEntity, ActivityEntity])],
  providers: [ChangeLog],
  exports: [ChangeLog],
})
export class ChangesModule {}
