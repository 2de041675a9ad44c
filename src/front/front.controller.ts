import { Controller, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asOfParameter, viewerAt } from '../platform/api/as-of.js';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter } from '../platform/api/list-query.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { FrontQuery } from './front.query.js';
import { Front } from './front.view.js';

const ONE = { fields: fieldsParameter, asOf: asOfParameter };

@ApiTags('Site')
@Controller('v1/front')
export class FrontController {
  constructor(private readonly front: FrontQuery) {}

  @ReadRoute('', {
    needs: 'anyone',
    summary: 'The newest stories of every section of the navigation',
    query: ONE,
    view: Front,
  })
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields, asOf } = readQuery(query, ONE);
    const answer = await this.front.get({ viewer: viewerAt(viewer, asOf), fields });
    return answerRead(request, reply, viewer, answer);
  }
}
