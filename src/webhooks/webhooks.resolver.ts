import { Args, ID, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ForwardArgs } from '../platform/api/connection.args.js';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import type { Viewer } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import {
  CreateWebhookInput,
  DeleteWebhookInput,
  RotateWebhookSecretInput,
  UpdateWebhookInput,
} from './webhook.inputs.js';
import {
  DeleteWebhookPayload,
  Webhook,
  WebhookList,
  WebhookPayload,
  WebhookSecretPayload,
} from './webhook.view.js';
import { webhooksFor, WebhooksQuery } from './webhooks.query.js';
import { type Secret, WebhooksService } from './webhooks.service.js';

@Resolver(() => Webhook)
export class WebhooksResolver {
  constructor(
    private readonly query: WebhooksQuery,
    private readonly service: WebhooksService,
  ) {}

  @Query(() => WebhookList, { description: "Webhooks, newest first; with a partner's key, that partner's." })
  @Needs('webhooks:manage')
  webhooks(
    @Args() page: ForwardArgs,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return this.query.listInGraphql(info, page, webhooksFor(viewer));
  }

  @Query(() => Webhook, { nullable: true, description: 'A webhook, by id; null when there is none.' })
  @Needs('webhooks:manage')
  webhook(
    @Args('id', { type: () => ID, description: 'Its identifier.' }) id: string,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Webhook | null> {
    return this.query.oneInGraphql(info, id, webhooksFor(viewer));
  }

  @WriteMutation(() => WebhookSecretPayload, {
    needs: 'webhooks:manage',
    description: 'Makes a webhook. The answer is the only place where its secret is ever shown.',
  })
  createWebhook(
    @Args('input', { type: () => CreateWebhookInput, description: 'What to make.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ webhook: Webhook; secret: string }>> {
    return this.withSecret(info, async () =>
      this.service.create(await validateInput(CreateWebhookInput, raw), { viewer, now: new Date() }),
    );
  }

  @WriteMutation(() => WebhookPayload, {
    needs: 'webhooks:manage',
    description: 'Changes a webhook. What is left out is left alone; null clears.',
  })
  updateWebhook(
    @Args('input', { type: () => UpdateWebhookInput, description: 'What to change.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ webhook: Webhook }>> {
    return payloadOf(['webhook'], async () => {
      const { id, version, ...patch } = await validateInput(UpdateWebhookInput, raw);
      await this.service.update(id, patch, [version], { viewer, now: new Date() });
      return { webhook: await this.query.whole(id, payloadSelection(info, 'webhook')) };
    });
  }

  @WriteMutation(() => DeleteWebhookPayload, {
    needs: 'webhooks:manage',
    description: 'Deletes a webhook, with what was delivered to it and what waits.',
  })
  deleteWebhook(
    @Args('input', { type: () => DeleteWebhookInput, description: 'What to delete.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Payload<{ deleted: string }>> {
    return payloadOf(['deleted'], async () => {
      const { id, version } = await validateInput(DeleteWebhookInput, raw);
      await this.service.delete(id, [version], { viewer, now: new Date() });
      return { deleted: id };
    });
  }

  @WriteMutation(() => WebhookSecretPayload, {
    needs: 'webhooks:manage',
    description:
      'Gives a webhook a new secret. For a while, deliveries are signed with the one before as well.',
  })
  rotateWebhookSecret(
    @Args('input', { type: () => RotateWebhookSecretInput, description: 'Of which.' }) raw: object,
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ webhook: Webhook; secret: string }>> {
    return this.withSecret(info, async () => {
      const { id, overlapHours } = await validateInput(RotateWebhookSecretInput, raw);
      return this.service.rotate(id, overlapHours, { viewer, now: new Date() });
    });
  }

  private withSecret(
    info: GraphQLResolveInfo,
    write: () => Promise<Secret>,
  ): Promise<Payload<{ webhook: Webhook; secret: string }>> {
    return payloadOf(['webhook', 'secret'], async () => {
      const { id, secret } = await write();
      return { webhook: await this.query.whole(id, payloadSelection(info, 'webhook')), secret };
    });
  }
}
