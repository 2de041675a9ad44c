import { Controller, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { fieldsParameter } from '../platform/api/list-query.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { SiteQuery } from './site.query.js';
import { Site } from './site.view.js';

const ONE = { fields: fieldsParameter };

@ApiTags('Site')
@Controller('v1/site')
export class SiteController {
  constructor(private readonly site: SiteQuery) {}

  @ReadRoute('', { needs: 'anyone', summary: 'What the site says of itself', query: ONE, view: Site })
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    return answerRead(request, reply, viewer, await this.site.get({ viewer: viewerClass(viewer), fields }));
  }
}
