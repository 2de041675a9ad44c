import { Controller, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { tagOf } from '../platform/cache/tag.js';
import { readQuery, uuids } from '../platform/http/query.js';
import { COUNTED_STORIES, CountsQuery } from './counts.query.js';
import { ArticleCountsList } from './counts.view.js';
import { RESOLVE_PARAMETERS } from './resolution.inputs.js';
import { RESOLVED_FROM, ResolutionQuery } from './resolution.query.js';
import { Resolution } from './resolution.view.js';

const COUNTS = { ids: uuids({ description: 'The stories.', max: COUNTED_STORIES }) };

@ApiTags('Site')
@Controller('v1')
export class LookupsController {
  constructor(
    private readonly counts: CountsQuery,
    private readonly resolutions: ResolutionQuery,
  ) {}

  @ReadRoute('counts', {
    needs: 'anyone',
    summary: 'Exact counts of comments and shares',
    query: COUNTS,
    view: ArticleCountsList,
  })
  async countsOf(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { ids } = readQuery(query, COUNTS);
    return answerRead(request, reply, viewer, await this.counts.of(viewerClass(viewer), ids));
  }

  @ReadRoute('resolve', {
    needs: 'anyone',
    summary: 'What an address of the site leads to, former addresses among them',
    query: RESOLVE_PARAMETERS,
    view: Resolution,
    errors: ['URL_NOT_FOUND'],
  })
  async resolve(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { url } = readQuery(query, RESOLVE_PARAMETERS);
    const resolution = await this.resolutions.resolve(viewerClass(viewer), url);
    const tags = RESOLVED_FROM.map(tagOf);
    return answerRead(request, reply, viewer, { json: JSON.stringify(resolution), updated: null, tags });
  }
}
