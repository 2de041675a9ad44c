import { type DynamicModule, Module } from '@nestjs/common';
import { CommentRecords } from '../comments/comment-records.service.js';
import { CommentsModule } from '../comments/comments.module.js';
import { BanRecords } from '../moderation/ban-records.service.js';
import { ModerationModule } from '../moderation/moderation.module.js';
import { NotificationRecords } from '../notifications/notification-records.service.js';
import { ADDRESS_KEPT, AddressForgettingService } from './address-forgetting.service.js';
import { KeyRotationService } from './key-rotation.service.js';
import { PrivacyController } from './privacy.controller.js';
import { PrivacyResolver } from './privacy.resolver.js';
import { PrivacyService, READER_RECORDS } from './privacy.service.js';

/**
 * Every kind of records that are kept about readers. Bans are found by comments; a job that asks for confirmation finds
 * an address by comments, too, so what is known of it goes after them.
 */
const RECORDS = [BanRecords, CommentRecords, NotificationRecords];

@Module({})
export class PrivacyModule {
  /** @param options `addressKept`: seconds for which it is kept from which network a comment came */
  static forRoot(options: { addressKept: number }): DynamicModule {
    return {
      module: PrivacyModule,
      imports: [CommentsModule, ModerationModule],
      controllers: [PrivacyController],
      providers: [
        { provide: ADDRESS_KEPT, useValue: options.addressKept },
        { provide: READER_RECORDS, inject: RECORDS, useFactory: (...records: object[]) => records },
        NotificationRecords,
        PrivacyService,
        PrivacyResolver,
        AddressForgettingService,
        KeyRotationService,
      ],
    };
  }
}
