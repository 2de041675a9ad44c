import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { listParameters } from '../platform/api/list-query.js';
import { answerList } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { ActionRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody, OptionalBody } from '../platform/http/validation.js';
import { deliveriesOf, WebhookDeliveriesQuery } from './webhook-deliveries.query.js';
import { WebhookDelivery, WebhookDeliveryList, WebhookReplay, WebhookTest } from './webhook-delivery.view.js';
import { WebhookReplaysService } from './webhook-replays.service.js';
import { WebhookTrialsService } from './webhook-trials.service.js';
import { deliveryParameters, ReplayOrder, WebhookTrial } from './webhook.inputs.js';
import { webhooksFor, WebhooksQuery } from './webhooks.query.js';

const LIST = { ...deliveryParameters, ...listParameters };
const ID = { id: 'Id of the webhook.' };

@ApiTags('Webhooks')
@Controller('v1/webhooks/:id')
export class WebhookDeliveriesController {
  constructor(
    private readonly webhooks: WebhooksQuery,
    private readonly deliveries: WebhookDeliveriesQuery,
    private readonly replays: WebhookReplaysService,
    private readonly trials: WebhookTrialsService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('deliveries', {
    needs: 'webhooks:manage',
    summary: 'What a webhook was told, and is to be, newest first',
    about: 'What was taken, given up or cancelled is kept for 30 days.',
    params: ID,
    query: LIST,
    view: WebhookDeliveryList,
    errors: ['WEBHOOK_NOT_FOUND', 'INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields, ...filter } = readQuery(query, LIST);
    await this.webhooks.one(id, ['id'], webhooksFor(viewer));
    const page = { first: limit, after, sizeName: 'limit' };
    const answer = await this.deliveries.list(page, count, fields, deliveriesOf(id, filter));
    return answerList(request, reply, viewer, answer && { ...answer, momentary: true }, this.addresses.api);
  }

  @ActionRoute('deliveries/:delivery/retry', {
    needs: 'webhooks:manage',
    summary: 'Try a delivery again',
    about: 'Whatever became of it. The message keeps its `webhook-id`.',
    params: { ...ID, delivery: 'Id of the delivery.' },
    view: WebhookDelivery,
    errors: ['WEBHOOK_NOT_FOUND', 'WEBHOOK_DELIVERY_NOT_FOUND', 'WEBHOOK_DISABLED'],
  })
  async retry(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Param('delivery') delivery: string,
    @Query() query: unknown,
  ): Promise<WebhookDelivery> {
    readQuery(query, {});
    await this.replays.retry(id, delivery, { viewer, now: new Date() });
    return this.deliveries.whole(delivery);
  }

  @ActionRoute('replay', {
    needs: 'webhooks:manage',
    summary: 'Deliver changes again',
    about:
      'In their order, behind what waits, as messages of their own: at most 10,000 at once. Receivers know changes again by `data.id`.',
    params: ID,
    body: ReplayOrder,
    view: WebhookReplay,
    errors: ['WEBHOOK_NOT_FOUND', 'WEBHOOK_DISABLED', 'REPLAY_BACKLOG', 'REPLAY_EXPIRED'],
  })
  replay(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
    @JsonBody() { from }: ReplayOrder,
  ): Promise<WebhookReplay> {
    readQuery(query, {});
    return this.replays.replay(id, from, { viewer, now: new Date() });
  }

  @ActionRoute('test', {
    needs: 'webhooks:manage',
    summary: 'Test a webhook',
    about: 'Posts a message at once and says what came of it. It is not tried again, and counts for nothing.',
    params: ID,
    body: WebhookTrial,
    bodyOptional: true,
    view: WebhookTest,
    errors: ['WEBHOOK_NOT_FOUND'],
  })
  test(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
    @OptionalBody() { kind }: WebhookTrial,
  ): Promise<WebhookTest> {
    readQuery(query, {});
    return this.trials.test(id, kind ?? null, viewer);
  }
}
