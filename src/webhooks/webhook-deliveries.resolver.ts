import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import type { Viewer } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { deliveriesOf, WebhookDeliveriesQuery } from './webhook-deliveries.query.js';
import {
  WebhookDelivery,
  WebhookDeliveryList,
  WebhookDeliveryPayload,
  type WebhookReplay,
  WebhookReplayPayload,
  type WebhookTest,
  WebhookTestPayload,
} from './webhook-delivery.view.js';
import { WebhookReplaysService } from './webhook-replays.service.js';
import { WebhookTrialsService } from './webhook-trials.service.js';
import {
  ReplayWebhookInput,
  RetryWebhookDeliveryInput,
  TestWebhookInput,
  WebhookDeliveriesArgs,
} from './webhook.inputs.js';
import { webhooksFor, WebhooksQuery } from './webhooks.query.js';

@Resolver(() => WebhookDelivery)
export class WebhookDeliveriesResolver {
  constructor(
    private readonly webhooks: WebhooksQuery,
    private readonly query: WebhookDeliveriesQuery,
    private readonly replays: WebhookReplaysService,
    private readonly trials: WebhookTrialsService,
  ) {}

  @Query(() => WebhookDeliveryList, {
    description: 'What a webhook was told, and is to be, newest first. What ended is kept for 30 days.',
  })
  @Needs('webhooks:manage')
  async webhookDeliveries(
    @Args() { webhook, state, article, ...page }: WebhookDeliveriesArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    await this.webhooks.one(webhook, ['id'], webhooksFor(viewer));
    return this.query.listInGraphql(info, page, deliveriesOf(webhook, { state, article }));
  }

  @WriteMutation(() => WebhookDeliveryPayload, {
    needs: 'webhooks:manage',
    description: 'Tries a delivery again, whatever became of it. The message keeps its `webhook-id`.',
  })
  retryWebhookDelivery(
    @Args('input', { type: () => RetryWebhookDeliveryInput, description: 'Which.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ delivery: WebhookDelivery }>> {
    return payloadOf(['delivery'], async () => {
      const { webhook, id } = await validateInput(RetryWebhookDeliveryInput, raw);
      await this.replays.retry(webhook, id, { viewer, now: new Date() });
      return { delivery: await this.query.whole(id, payloadSelection(info, 'delivery')) };
    });
  }

  @WriteMutation(() => WebhookReplayPayload, {
    needs: 'webhooks:manage',
    description: 'Delivers changes again, in their order, behind what waits: at most 10,000 at once.',
  })
  replayWebhook(
    @Args('input', { type: () => ReplayWebhookInput, description: 'From when on.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Payload<{ replay: WebhookReplay }>> {
    return payloadOf(['replay'], async () => {
      const { id, from } = await validateInput(ReplayWebhookInput, raw);
      return { replay: await this.replays.replay(id, from, { viewer, now: new Date() }) };
    });
  }

  @WriteMutation(() => WebhookTestPayload, {
    needs: 'webhooks:manage',
    description: 'Posts a message to a webhook at once and says what came of it.',
  })
  testWebhook(
    @Args('input', { type: () => TestWebhookInput, description: 'Which.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Payload<{ test: WebhookTest }>> {
    return payloadOf(['test'], async () => {
      const { id, kind } = await validateInput(TestWebhookInput, raw);
      return { test: await this.trials.test(id, kind ?? null, viewer) };
    });
  }
}
