import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PartnersModule } from '../partners/partners.module.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookDeliveriesQuery } from './webhook-deliveries.query.js';
import { WebhookDeliveriesResolver } from './webhook-deliveries.resolver.js';
import { WebhookFanOutService } from './webhook-fan-out.service.js';
import { WebhookMessagesQuery } from './webhook-messages.query.js';
import { WebhookNoticeTask } from './webhook-notice.task.js';
import { WebhookQueueService } from './webhook-queue.service.js';
import { WebhookReplaysService } from './webhook-replays.service.js';
import { WebhookResultsService } from './webhook-results.service.js';
import { WEBHOOK_OPTIONS, type WebhookOptions } from './webhook-rules.js';
import { WebhookSenderService } from './webhook-sender.service.js';
import { WebhookTrialsService } from './webhook-trials.service.js';
import { WebhookUpkeepService } from './webhook-upkeep.service.js';
import { WebhookWorkerService } from './webhook-worker.service.js';
import { WebhookDeliveryEntity, WebhookEntity } from './webhook.entities.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksQuery } from './webhooks.query.js';
import { WebhooksResolver } from './webhooks.resolver.js';
import { WebhooksService } from './webhooks.service.js';

/** Tells other systems what happens to stories. */
@Module({})
export class WebhooksModule {
  static forRoot(options: WebhookOptions): DynamicModule {
    return {
      module: WebhooksModule,
      imports: [PartnersModule, TypeOrmModule.forFeature([WebhookEntity, WebhookDeliveryEntity])],
      controllers: [WebhooksController, WebhookDeliveriesController],
      providers: [
        { provide: WEBHOOK_OPTIONS, useValue: options },
        WebhooksQuery,
        WebhooksService,
        WebhooksResolver,
        WebhookDeliveriesQuery,
        WebhookDeliveriesResolver,
        WebhookReplaysService,
        WebhookTrialsService,
        WebhookFanOutService,
        WebhookQueueService,
        WebhookMessagesQuery,
        WebhookSenderService,
        WebhookResultsService,
        WebhookNoticeTask,
        WebhookUpkeepService,
        WebhookWorkerService,
      ],
    };
  }
}
