import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { AccessService } from './access.service.js';

@Global()
@Module({})
export class AccessModule {
  static forRoot(options: { adminKey: string | null }): DynamicModule {
    return {
      module: AccessModule,
      providers: [
        { provide: AccessService, useFactory: () => new AccessService(options.adminKey) },
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
      exports: [AccessService],
    };
  }
}
