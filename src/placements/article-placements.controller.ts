import { Controller, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { ArticleSights } from '../articles/article-sights.service.js';
import { asOfParameter } from '../platform/api/as-of.js';
import { fieldsParameter } from '../platform/api/list-query.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { PreviewTokenHeader, previewParameter } from '../previews/preview-token.inputs.js';
import { ArticlePlacementsQuery } from './article-placements.query.js';
import { PlacementList } from './placement.view.js';

const LIST = { fields: fieldsParameter, asOf: asOfParameter, preview: previewParameter };

@ApiTags('Articles')
@Controller('v1/articles/:article/placements')
export class ArticlePlacementsController {
  constructor(
    private readonly placements: ArticlePlacementsQuery,
    private readonly sights: ArticleSights,
  ) {}

  @ReadRoute('', {
    needs: 'anyone',
    summary: 'Sponsor slots of a story, from its top to its end',
    about: 'With `asOf=`, where slots will stand that are sold but do not run yet.',
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    query: LIST,
    view: PlacementList,
    errors: [...ARTICLE_READ_ERRORS, 'INVALID_PREVIEW_TOKEN'],
  })
  @PreviewTokenHeader()
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Headers('preview-token') header: string | undefined,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields, asOf, preview = header } = readQuery(query, LIST);
    const seen = await this.sights.ofPage(viewer, { reference, asOf, preview });
    void reply.header('vary', 'Preview-Token');
    return answerRead(request, reply, viewer, await this.placements.of(seen, reference, fields));
  }
}
