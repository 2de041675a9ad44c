import { type DynamicModule, type FactoryProvider, Global, Module } from '@nestjs/common';
import { CacheFollower, SCHEDULE_SOURCES } from './cache-follower.service.js';
import { ResponseCache } from './response-cache.js';
import type { ScheduleSource } from './schedule.js';

export interface CacheModuleOptions {
  readonly cache: ResponseCache;
  /** Injection tokens of those who know what the clock will do to answers. */
  readonly sources: NonNullable<FactoryProvider['inject']>;
}

@Global()
@Module({})
export class CacheModule {
  static forRoot({ cache, sources }: CacheModuleOptions): DynamicModule {
    return {
      module: CacheModule,
      providers: [
        { provide: ResponseCache, useValue: cache },
        { provide: SCHEDULE_SOURCES, inject: sources, useFactory: (...found: ScheduleSource[]) => found },
        CacheFollower,
      ],
      exports: [ResponseCache],
    };
  }
}
