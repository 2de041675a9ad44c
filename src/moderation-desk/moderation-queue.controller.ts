import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { listParameters } from '../platform/api/list-query.js';
import { answerList } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { CommentDecisionList, ModeratedCommentList } from './moderated-comment.view.js';
import { queueParameters } from './moderation-desk.inputs.js';
import { ModerationQueueQuery } from './moderation-queue.query.js';

const QUEUE = { ...queueParameters, ...listParameters };

@ApiTags('Moderation')
@Controller('v1')
export class ModerationQueueController {
  constructor(
    private readonly queue: ModerationQueueQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('moderation/queue', {
    needs: 'comments:moderate',
    summary: 'Comments to look at',
    about: 'Those that wait for a moderator, oldest first, unless something else is asked for.',
    query: QUEUE,
    view: ModeratedCommentList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields, sort, ...filter } = readQuery(query, QUEUE);
    const page = { first: limit, after, sizeName: 'limit' };
    const answer = await this.queue.list({ filter, sort, page }, count, fields);
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute('comments/:id/decisions', {
    needs: 'comments:moderate',
    summary: 'What was decided about a comment, newest last',
    params: { id: 'Id of the comment.' },
    query: listParameters,
    view: CommentDecisionList,
    errors: ['COMMENT_NOT_FOUND', 'INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async decisions(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields } = readQuery(query, listParameters);
    const page = { first: limit, after, sizeName: 'limit' };
    const answer = await this.queue.decisions(id, page, count, fields);
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }
}
