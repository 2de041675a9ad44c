import { type DynamicModule, Module, type ModuleMetadata, type FactoryProvider } from '@nestjs/common';
import { HealthController, READINESS_PROBES } from './health.controller.js';
import type { Probe } from './probes.js';

export interface HealthOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: FactoryProvider['inject'];
  /** Makes the probes from what `inject` names. */
  readonly useFactory: FactoryProvider<readonly Probe[]>['useFactory'];
}

/** `GET /health/live` and `GET /health/ready`. */
@Module({})
export class HealthModule {
  static register({ imports = [], inject = [], useFactory }: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      imports,
      controllers: [HealthController],
      providers: [{ provide: READINESS_PROBES, inject, useFactory }],
    };
  }
}
