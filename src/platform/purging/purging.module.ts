import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LogFollowerEntity } from '../following/log-follower.entity.js';
import { PURGING_OPTIONS, type PurgingOptions, PurgingService } from './purging.service.js';

@Module({})
export class PurgingModule {
  /** @param options null purges nothing: without a target, or in a process that does not work between requests */
  static forRoot(options: PurgingOptions | null): DynamicModule {
    return {
      module: PurgingModule,
      imports: [TypeOrmModule.forFeature([LogFollowerEntity])],
      providers: options ? [{ provide: PURGING_OPTIONS, useValue: options }, PurgingService] : [],
    };
  }
}
