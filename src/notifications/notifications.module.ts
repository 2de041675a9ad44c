import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConfirmationTask } from './confirmation.task.js';
import { NoticeQuery } from './notice.query.js';
import { NOTIFICATION_OPTIONS, type NotificationOptions, NoticesService } from './notices.service.js';
import {
  NotificationEntity,
  NotificationRecipientEntity,
  NotificationSubscriptionEntity,
} from './notification.entities.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsResolver } from './notifications.resolver.js';
import { NotificationsService } from './notifications.service.js';
import { ReplyTask } from './reply.task.js';
import { StuckNoticesService } from './stuck-notices.service.js';

/** E-mails to readers about replies to their comments. */
@Module({})
export class NotificationsModule {
  static forRoot(options: NotificationOptions): DynamicModule {
    return {
      module: NotificationsModule,
      imports: [
        TypeOrmModule.forFeature([
          NotificationEntity,
          NotificationRecipientEntity,
          NotificationSubscriptionEntity,
        ]),
      ],
      controllers: [NotificationsController],
      providers: [
        { provide: NOTIFICATION_OPTIONS, useValue: options },
        NoticeQuery,
        NoticesService,
        NotificationsService,
        NotificationsResolver,
        StuckNoticesService,
        ReplyTask,
        ConfirmationTask,
      ],
    };
  }
}
