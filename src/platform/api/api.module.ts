import { type DynamicModule, Global, Module } from '@nestjs/common';
import { RateLimits } from '../http/rate-limit.js';
import { OpenApiController, ServedOpenApi } from './openapi.controller.js';
import { ADDRESSES, type Addresses, SHOWN_SETTINGS, type ShownSettings } from './read-context.js';
import { ReadPlans } from './read-plans.js';

/** What every feature reads with. */
@Global()
@Module({})
export class ApiModule {
  static forRoot(options: {
    addresses: Addresses;
    settings: ShownSettings;
    rateLimits: boolean;
  }): DynamicModule {
    return {
      module: ApiModule,
      controllers: [OpenApiController],
      providers: [
        { provide: ADDRESSES, useValue: options.addresses },
        { provide: SHOWN_SETTINGS, useValue: options.settings },
        { provide: RateLimits, useFactory: () => new RateLimits(options.rateLimits) },
        ReadPlans,
        ServedOpenApi,
      ],
      exports: [ADDRESSES, SHOWN_SETTINGS, RateLimits, ReadPlans, ServedOpenApi],
    };
  }
}
