import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter, listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { CreateRoute, DeleteRoute } from '../platform/api/write-route.js';
import { readQuery } from '../platform/http/query.js';
import { JsonBody } from '../platform/http/validation.js';
import { BanCommenterInput } from './ban.inputs.js';
import { CommentBan, CommentBanList } from './ban.view.js';
import { BansQuery } from './bans.query.js';
import { BansService } from './bans.service.js';

const ONE = { fields: fieldsParameter };
const ID = { id: 'Id of the ban.' };

@ApiTags('Moderation')
@Controller('v1/moderation/bans')
export class BansController {
  constructor(
    private readonly bans: BansQuery,
    private readonly service: BansService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'comments:moderate',
    summary: 'Bans: those that hold, then those that are over, newest first',
    query: listParameters,
    view: CommentBanList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const answer = await this.bans.list({ first: limit, after, sizeName: 'limit' }, count, fields);
    return answerList(request, reply, viewer, answer && { ...answer, momentary: true }, this.addresses.api);
  }

  @ReadRoute(':id', {
    needs: 'comments:moderate',
    summary: 'A ban',
    params: ID,
    query: ONE,
    view: CommentBan,
    errors: ['BAN_NOT_FOUND'],
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    const answer = await this.bans.one(id, fields);
    return answerRead(request, reply, viewer, { ...answer, momentary: true });
  }

  @CreateRoute('', {
    needs: 'comments:moderate',
    summary: 'Ban a commenter',
    about: 'By an e-mail address, a range of addresses, or a comment that they wrote.',
    body: BanCommenterInput,
    view: CommentBan,
  })
  async ban(
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentViewer() { actor }: Viewer,
    @Query() query: unknown,
    @JsonBody() input: BanCommenterInput,
  ): Promise<CommentBan> {
    readQuery(query, {});
    const id = await this.service.ban(input, { actor, now: new Date() });
    void reply.header('location', `${this.addresses.api}/v1/moderation/bans/${id}`);
    return this.bans.whole(id);
  }

  @DeleteRoute(':id', {
    needs: 'comments:moderate',
    summary: 'Lift a ban',
    about: 'What is known of it stays, for the record.',
    params: ID,
    errors: ['BAN_NOT_FOUND'],
  })
  async lift(
    @CurrentViewer() { actor }: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    await this.service.lift(id, { actor, now: new Date() });
  }
}
