import { Controller, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { fieldsParameter } from '../platform/api/list-query.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { int, readQuery } from '../platform/http/query.js';
import { ShareStatsQuery, STATS_DAYS } from './share-stats.query.js';
import { VisitStats } from './share-stats.view.js';

const STATS = {
  days: int({ description: 'The last days, today among them (UTC).', min: 1, ...STATS_DAYS }),
  fields: fieldsParameter,
};
const READ = { needs: 'content:write', query: STATS, view: VisitStats } as const;

@ApiTags('Writing')
@Controller('v1')
export class ShareStatsController {
  constructor(private readonly stats: ShareStatsQuery) {}

  @ReadRoute('articles/:article/share/stats', {
    ...READ,
    summary: 'Visits through the short links of a story',
    about: 'By day, network, link, and people or programs; a visit is in it half a second later.',
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    errors: ARTICLE_READ_ERRORS,
  })
  async ofStory(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { days, fields } = readQuery(query, STATS);
    return answerRead(request, reply, viewer, await this.stats.ofStory(reference, days, fields));
  }

  @ReadRoute('placements/:id/stats', {
    ...READ,
    summary: 'Visits through a sponsor slot',
    params: { id: 'Id of the slot.' },
    errors: ['PLACEMENT_NOT_FOUND'],
  })
  async ofSlot(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { days, fields } = readQuery(query, STATS);
    return answerRead(request, reply, viewer, await this.stats.ofSlot(id, days, fields));
  }
}
