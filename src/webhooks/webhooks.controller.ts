import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { ActionRoute, CreateRoute, DeleteRoute, PatchRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody, OptionalBody } from '../platform/http/validation.js';
import { type BasedOn, IfMatch, versionTag } from '../platform/writes/version.js';
import { CreateWebhookInput, SecretRotation, WebhookPatch } from './webhook.inputs.js';
import { Webhook, WebhookList, WebhookWithSecret } from './webhook.view.js';
import { webhooksFor, WebhooksQuery } from './webhooks.query.js';
import { WebhooksService } from './webhooks.service.js';

const ONE = { fields: fieldsParameter };
/** Deliveries and sections change what is shown of it while its version stays. */
const MANAGERS = { scope: 'webhooks:manage', showsOthers: true } as const;
const ID = { id: 'Id of the webhook.' };
const INPUT_ABOUT =
  'A faulty address is refused with INVALID_URL, HTTPS_REQUIRED or ADDRESS_NOT_PUBLIC at `/url`.';

@ApiTags('Webhooks')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksQuery,
    private readonly service: WebhooksService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'webhooks:manage',
    summary: 'Webhooks, newest first',
    about: "With a partner's key, those of that partner.",
    query: listParameters,
    view: WebhookList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const page = { first: limit, after, sizeName: 'limit' };
    const answer = await this.webhooks.list(page, count, fields, webhooksFor(viewer));
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute(':id', {
    needs: 'webhooks:manage',
    summary: 'A webhook',
    params: ID,
    query: ONE,
    view: Webhook,
    errors: ['WEBHOOK_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    const answer = await this.webhooks.one(id, fields, webhooksFor(viewer));
    return answerRead(request, reply, viewer, answer, MANAGERS);
  }

  @CreateRoute('', {
    needs: 'webhooks:manage',
    summary: 'Make a webhook',
    about: `It hears of what happens from now on. The answer is the only place where its secret is ever shown. ${INPUT_ABOUT}`,
    body: CreateWebhookInput,
    view: WebhookWithSecret,
    errors: ['TOO_MANY_WEBHOOKS'],
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
    @JsonBody() input: CreateWebhookInput,
  ): Promise<WebhookWithSecret> {
    readQuery(query, {});
    const { id, secret } = await this.service.create(input, { viewer, now: new Date() });
    const webhook = await this.webhooks.whole(id);
    const location = `${this.addresses.api}/v1/webhooks/${id}`;
    void reply.headers({ location, etag: versionTag(webhook.version) });
    return { webhook, secret };
  }

  @PatchRoute(':id', {
    needs: 'webhooks:manage',
    summary: 'Change a webhook',
    about: `What is left out is left alone; null clears. One that is enabled hears of what happens from then on. ${INPUT_ABOUT}`,
    params: ID,
    body: WebhookPatch,
    view: Webhook,
    versioned: true,
    errors: ['WEBHOOK_NOT_FOUND'],
  })
  async update(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
    @JsonBody() patch: WebhookPatch,
  ): Promise<Webhook> {
    readQuery(query, {});
    await this.service.update(id, patch, basedOn, { viewer, now: new Date() });
    const webhook = await this.webhooks.whole(id);
    void reply.header('etag', versionTag(webhook.version));
    return webhook;
  }

  @DeleteRoute(':id', {
    needs: 'webhooks:manage',
    summary: 'Delete a webhook',
    about: 'With what was delivered to it, and what waits.',
    params: ID,
    versioned: true,
    errors: ['WEBHOOK_NOT_FOUND'],
  })
  async delete(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @IfMatch() basedOn: BasedOn,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    await this.service.delete(id, basedOn, { viewer, now: new Date() });
  }

  @ActionRoute(':id/rotate-secret', {
    needs: 'webhooks:manage',
    summary: 'Give a webhook a new secret',
    about: 'For a while, deliveries are signed with the one before as well. The answer is where it is shown.',
    params: ID,
    body: SecretRotation,
    bodyOptional: true,
    view: WebhookWithSecret,
    errors: ['WEBHOOK_NOT_FOUND', 'SECRETS_OVERLAP'],
  })
  async rotateSecret(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
    @OptionalBody() { overlapHours }: SecretRotation,
  ): Promise<WebhookWithSecret> {
    readQuery(query, {});
    const { secret } = await this.service.rotate(id, overlapHours, { viewer, now: new Date() });
    return { webhook: await this.webhooks.whole(id), secret };
  }
}
