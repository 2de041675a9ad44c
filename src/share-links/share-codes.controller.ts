import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { CreateRoute, DeleteRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { NewShareCode } from './share-code.inputs.js';
import { ShareCode, ShareCodeList } from './share-code.view.js';
import { ShareCampaignsService } from './share-campaigns.service.js';
import { ShareCodesQuery } from './share-codes.query.js';

const ONE = { fields: fieldsParameter };
const CODE = { code: 'Code of the short link.' };
const NOT_FOUND = ['SHARE_CODE_NOT_FOUND'];

@ApiTags('Writing')
@Controller('v1')
export class ShareCodesController {
  constructor(
    private readonly codes: ShareCodesQuery,
    private readonly campaigns: ShareCampaignsService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('articles/:article/share/codes', {
    needs: 'content:write',
    summary: 'Short links of a story, newest first',
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    query: listParameters,
    view: ShareCodeList,
    errors: [...ARTICLE_READ_ERRORS, 'INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const page = { first: limit, after, sizeName: 'limit' };
    const answer = await this.codes.list(reference, page, { count, fields });
    return answerList(request, reply, viewer, answer && { ...answer, momentary: true }, this.addresses.api);
  }

  @CreateRoute('articles/:article/share/codes', {
    needs: 'content:write',
    summary: 'Make a short link for a campaign',
    about: 'It leads to the story as its usual one does, is counted apart, and can have an end.',
    params: ARTICLE_PARAM,
    body: NewShareCode,
    view: ShareCode,
    errors: ['ARTICLE_NOT_FOUND', 'ARTICLE_RETRACTED', 'TOO_MANY_SHARE_CODES'],
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Param('article') reference: string,
    @Query() query: unknown,
    @JsonBody() input: NewShareCode,
  ): Promise<ShareCode> {
    readQuery(query, {});
    const code = await this.campaigns.create(reference, input, new Date());
    void reply.header('location', `${this.addresses.api}/v1/share-codes/${code}`);
    return this.codes.whole(code);
  }

  @ReadRoute('share-codes/:code', {
    needs: 'content:write',
    summary: 'A short link of a story',
    params: CODE,
    query: ONE,
    view: ShareCode,
    errors: NOT_FOUND,
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('code') code: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    return answerRead(request, reply, viewer, { ...(await this.codes.one(code, fields)), momentary: true });
  }

  @DeleteRoute('share-codes/:code', {
    needs: 'content:write',
    summary: 'End a short link of a campaign',
    about: 'From now on it leads nowhere. Its visits are kept.',
    params: CODE,
    errors: NOT_FOUND,
  })
  async end(@Param('code') code: string, @Query() query: unknown): Promise<void> {
    readQuery(query, {});
    await this.campaigns.end(code, new Date());
  }
}
