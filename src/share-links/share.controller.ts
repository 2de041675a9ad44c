import { Controller, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { ArticleLookup } from '../articles/article-lookup.js';
import { fieldsParameter } from '../platform/api/list-query.js';
import { answerRead } from '../platform/api/read-answer.js';
import { selectFields } from '../platform/api/rest-selection.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { shareJson } from './share.query.js';
import { Share } from './share.view.js';

const ONE = { fields: fieldsParameter };

@ApiTags('Articles')
@Controller('v1/articles/:article/share')
export class ShareController {
  constructor(private readonly lookup: ArticleLookup) {}

  @ReadRoute('', {
    needs: 'anyone',
    summary: 'Everything to share the story with',
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    query: ONE,
    view: Share,
    errors: ARTICLE_READ_ERRORS,
  })
  async share(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields } = readQuery(query, ONE);
    const selection = selectFields(Share, fields);
    const answer = await this.lookup.rest(
      { viewer: viewerClass(viewer), reference, key: `share ${fields}`, selection },
      shareJson,
    );
    return answerRead(request, reply, viewer, answer);
  }
}
