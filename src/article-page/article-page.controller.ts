import { Controller, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asOfParameter } from '../platform/api/as-of.js';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { ArticleSights } from '../articles/article-sights.service.js';
import { commentSortParameter } from '../comments/comment.inputs.js';
import { fieldsParameter } from '../platform/api/list-query.js';
import { PAGE_SIZE } from '../platform/api/page-request.js';
import { answerRead } from '../platform/api/read-answer.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { int, readQuery } from '../platform/http/query.js';
import { PreviewTokenHeader, previewParameter } from '../previews/preview-token.inputs.js';
import { narrowingParameters } from '../related-stories/related.args.js';
import { ArticlePageQuery } from './article-page.query.js';
import { ArticlePage } from './article-page.view.js';

const PAGE = {
  'comments.sort': commentSortParameter,
  'comments.limit': int({ description: 'Comments on the page.', min: 1, max: PAGE_SIZE.max }).optional(),
  'related.limit': int({ description: 'Related stories.', min: 1, max: PAGE_SIZE.max }).optional(),
  'related.exclude': narrowingParameters.exclude,
  'related.section': narrowingParameters.section,
  'related.tag': narrowingParameters.tag,
  'related.publishedAfter': narrowingParameters.publishedAfter,
  fields: fieldsParameter,
  asOf: asOfParameter,
  preview: previewParameter,
};

@ApiTags('Articles')
@Controller('v1/articles/:article/page')
export class ArticlePageController {
  constructor(
    private readonly pages: ArticlePageQuery,
    private readonly sights: ArticleSights,
  ) {}

  @ReadRoute('', {
    needs: 'anyone',
    summary: 'Everything that a page with the story shows',
    about: 'One answer, made in one round trip to the database, that shared caches may keep.',
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    query: PAGE,
    view: ArticlePage,
    errors: [...ARTICLE_READ_ERRORS, 'INVALID_PREVIEW_TOKEN'],
  })
  @PreviewTokenHeader()
  async page(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Headers('preview-token') header: string | undefined,
    @Query() query: unknown,
  ): Promise<void> {
    const asked = readQuery(query, PAGE);
    const { asOf, preview = header } = asked;
    const answer = await this.pages.rest({
      seen: await this.sights.ofPage(viewer, { reference, asOf, preview }),
      reference,
      commentSort: asked['comments.sort'],
      commentLimit: asked['comments.limit'],
      relatedLimit: asked['related.limit'],
      relatedNarrowing: {
        exclude: asked['related.exclude'],
        section: asked['related.section'],
        tag: asked['related.tag'],
        publishedAfter: asked['related.publishedAfter'],
      },
      fields: asked.fields,
    });
    void reply.header('vary', 'Preview-Token');
    return answerRead(request, reply, viewer, answer);
  }
}
