import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { CreateRoute, DeleteRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { CreateApiKeyInput } from './api-key.inputs.js';
import { ApiKey, ApiKeyCreated, ApiKeyList } from './api-key.view.js';
import { ApiKeysQuery } from './api-keys.query.js';
import { ApiKeysService } from './api-keys.service.js';
import { CurrentViewer } from './viewer.decorators.js';

const ONE = { fields: fieldsParameter };
const ID = { id: 'Id of the key.' };

@ApiTags('Access')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysQuery,
    private readonly service: ApiKeysService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'admin',
    summary: 'Keys, newest first',
    about: 'Those that are revoked or over are among them.',
    query: listParameters,
    view: ApiKeyList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const answer = await this.keys.list({ first: limit, after, sizeName: 'limit' }, count, fields);
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute(':id', {
    needs: 'admin',
    summary: 'A key',
    params: ID,
    query: ONE,
    view: ApiKey,
    errors: ['API_KEY_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    return answerRead(request, reply, viewer, await this.keys.one(id, fields));
  }

  @CreateRoute('', {
    needs: 'admin',
    summary: 'Make a key',
    about: 'The answer is the only place where the key itself is ever shown.',
    body: CreateApiKeyInput,
    view: ApiKeyCreated,
  })
  async create(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Query() query: unknown,
    @JsonBody() input: CreateApiKeyInput,
  ): Promise<ApiKeyCreated> {
    readQuery(query, {});
    const { id, key } = await this.service.create(input, { actor, now: new Date() });
    void reply.header('location', `${this.addresses.api}/v1/api-keys/${id}`);
    return { apiKey: await this.keys.whole(id), key };
  }

  @DeleteRoute(':id', {
    needs: 'admin',
    summary: 'Revoke a key',
    about: 'From now on it is refused everywhere. What is known of it stays, for the record.',
    params: ID,
    errors: ['API_KEY_NOT_FOUND'],
  })
  async revoke(
    @CurrentViewer() { actor }: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    await this.service.revoke(id, { actor, now: new Date() });
  }
}
