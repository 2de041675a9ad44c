import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RateLimits } from '../platform/http/rate-limit.js';
import { AccessGuard } from './access.guard.js';
import { type AccessOptions, AccessService } from './access.service.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysQuery } from './api-keys.query.js';
import { ApiKeysResolver } from './api-keys.resolver.js';
import { ApiKeysService } from './api-keys.service.js';
import { PartnerQuotas } from './partner-quotas.service.js';
import { type IdentityProvider, TokenVerifier } from './token-verifier.js';

@Global()
@Module({})
export class AccessModule {
  static forRoot(options: AccessOptions & { identityProvider: IdentityProvider | null }): DynamicModule {
    const { identityProvider } = options;
    const tokens = identityProvider && new TokenVerifier(identityProvider);
    return {
      module: AccessModule,
      imports: [TypeOrmModule.forFeature([ApiKeyEntity])],
      controllers: [ApiKeysController],
      providers: [
        {
          provide: AccessService,
          inject: [ApiKeysService, RateLimits, PartnerQuotas],
          useFactory: (keys: ApiKeysService, limits: RateLimits, quotas: PartnerQuotas) =>
            new AccessService(options, keys, tokens, limits, quotas),
        },
        { provide: APP_GUARD, useClass: AccessGuard },
        PartnerQuotas,
        ApiKeysService,
        ApiKeysQuery,
        ApiKeysResolver,
      ],
      exports: [AccessService, ApiKeysService],
    };
  }
}
