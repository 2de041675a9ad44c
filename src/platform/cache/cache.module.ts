import {
  type DynamicModule,
  type FactoryProvider,
  Global,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { CacheFollower, SCHEDULE_SOURCES } from './cache-follower.service.js';
import { ResponseCache } from './response-cache.js';
import type { ScheduleSource } from './schedule.js';

export interface CacheModuleOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly cache: ResponseCache;
  /** Injection tokens of those who know what the clock will do to answers. */
  readonly sources: NonNullable<FactoryProvider['inject']>;
}

@Global()
@Module({})
export class CacheModule {
  static forRoot({ cache, sources, imports }: CacheModuleOptions): DynamicModule {
    return {
      module: CacheModule,
      imports,
      providers: [
        { provide: ResponseCache, useValue: cache },
        { provide: SCHEDULE_SOURCES, inject: sources, useFactory: (...found: ScheduleSource[]) => found },
        CacheFollower,
      ],
      exports: [ResponseCache],
    };
  }
}
