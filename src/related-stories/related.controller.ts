import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { articleIncludeParameter } from '../articles/article.inputs.js';
import { fieldsParameter } from '../platform/api/list-query.js';
import { PAGE_SIZE } from '../platform/api/page-request.js';
import { answerList } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { int, readQuery } from '../platform/http/query.js';
import { narrowingParameters } from './related.args.js';
import { RELATED_SHOWN } from './related.query.js';
import { RelatedStoriesQuery } from './related-stories.query.js';
import { RelatedStoryList } from './related.view.js';

const LIST = {
  limit: int({ description: 'At most this many.', min: 1, max: PAGE_SIZE.max, default: RELATED_SHOWN }),
  ...narrowingParameters,
  fields: fieldsParameter,
  include: articleIncludeParameter,
};

@ApiTags('Articles')
@Controller('v1/articles/:article/related')
export class RelatedStoriesController {
  constructor(
    private readonly related: RelatedStoriesQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'anyone',
    summary: 'Related stories: pinned ones first, then computed ones, best first',
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    query: LIST,
    view: RelatedStoryList,
    errors: ARTICLE_READ_ERRORS,
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, fields, include, ...narrowing } = readQuery(query, LIST);
    const answer = await this.related.of({
      viewer: viewerClass(viewer),
      reference,
      limit,
      narrowing,
      fields,
      body: include === 'body',
    });
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }
}
