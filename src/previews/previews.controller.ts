import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { CreateRoute, DeleteRoute } from '../platform/api/write-route.js';
import { sendAnswer } from '../platform/http/answer.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { PreviewTokenInput } from './preview-token.inputs.js';
import { PreviewTokenCreated, PreviewTokenList } from './preview-token.view.js';
import { PreviewsService } from './previews.service.js';

@ApiTags('Articles')
@Controller('v1')
export class PreviewsController {
  constructor(
    private readonly previews: PreviewsService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('articles/:article/preview-tokens', {
    needs: 'content:write',
    summary: 'Preview tokens of a story that are valid',
    params: ARTICLE_PARAM,
    view: PreviewTokenList,
    errors: ARTICLE_READ_ERRORS,
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    const items = await this.previews.list(reference);
    return sendAnswer(request, reply, { json: JSON.stringify({ items }), cacheControl: 'private, no-cache' });
  }

  @CreateRoute('articles/:article/preview-tokens', {
    needs: 'content:write',
    summary: 'Make a preview token',
    about:
      'Whoever has it sees this story as it will be, draft or scheduled, until it is over or revoked: `GET /v1/articles/{article}` and its page with `Preview-Token: <token>`, or `?preview=`.',
    params: ARTICLE_PARAM,
    body: PreviewTokenInput,
    view: PreviewTokenCreated,
    errors: ARTICLE_READ_ERRORS,
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
    @JsonBody() { expiresIn }: PreviewTokenInput,
  ): Promise<PreviewTokenCreated> {
    readQuery(query, {});
    const made = await this.previews.create(reference, expiresIn, actor);
    void reply.header('location', `${this.addresses.api}/v1/preview-tokens/${made.previewToken.id}`);
    return made;
  }

  @DeleteRoute('preview-tokens/:id', {
    needs: 'content:write',
    summary: 'Revoke a preview token',
    params: { id: 'Id of the token.' },
    errors: ['PREVIEW_TOKEN_NOT_FOUND'],
  })
  async revoke(@Param('id') id: string, @Query() query: unknown): Promise<void> {
    readQuery(query, {});
    await this.previews.revoke(id);
  }
}
