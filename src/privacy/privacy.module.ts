import { type DynamicModule, Module } from '@nestjs/common';
import { ADDRESS_KEPT, AddressForgettingService } from './address-forgetting.service.js';
import { KeyRotationService } from './key-rotation.service.js';

@Module({})
export class PrivacyModule {
  /** @param options `addressKept`: seconds for which it is kept from which network a comment came */
  static forRoot(options: { addressKept: number }): DynamicModule {
    return {
      module: PrivacyModule,
      providers: [
        { provide: ADDRESS_KEPT, useValue: options.addressKept },
        AddressForgettingService,
        KeyRotationService,
      ],
    };
  }
}
