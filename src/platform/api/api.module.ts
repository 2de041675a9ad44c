import { type DynamicModule, Global, Module } from '@nestjs/common';
import { RateLimits } from '../http/rate-limit.js';
import { ADDRESSES, type Addresses } from './read-context.js';
import { ReadPlans } from './read-plans.js';

/** What every feature reads with. */
@Global()
@Module({})
export class ApiModule {
  static forRoot(options: { addresses: Addresses; rateLimits: boolean }): DynamicModule {
    return {
      module: ApiModule,
      providers: [
        { provide: ADDRESSES, useValue: options.addresses },
        { provide: RateLimits, useFactory: () => new RateLimits(options.rateLimits) },
        ReadPlans,
      ],
      exports: [ADDRESSES, RateLimits, ReadPlans],
    };
  }
}
