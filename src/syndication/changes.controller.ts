import { Controller, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { listParameters } from '../platform/api/list-query.js';
import { PAGE_SIZE } from '../platform/api/page-request.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { readQuery, text } from '../platform/http/query.js';
import { ChangePage } from './change-page.view.js';
import { ChangesService } from './changes.service.js';

const PARAMETERS = {
  limit: listParameters.limit,
  after: text({
    description: 'The `cursor` of the answer before; the current state when absent.',
    max: 2_000,
  }).optional(),
  fields: listParameters.fields,
};

@ApiTags('Syndication')
@Controller('v1/changes')
export class ChangesController {
  constructor(private readonly changes: ChangesService) {}

  @ReadRoute('', {
    needs: 'syndication:read',
    summary: 'The current state, and what changes',
    about:
      'Without `after` it begins with the stories that there are, as changes of the kind `published`; then come the changes since, in the order of commit, none left out. Ask again with `cursor`, at once while `hasMore` is true. A story is gone for the caller where `article` is null. `fields` are those of a change.',
    query: PARAMETERS,
    view: ChangePage,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH', 'CURSOR_EXPIRED'],
  })
  async page(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit = PAGE_SIZE.default, after, fields } = readQuery(query, PARAMETERS);
    const answer = await this.changes.page({ viewer: viewerClass(viewer), after, limit }, fields);
    return answerRead(request, reply, viewer, answer);
  }
}
