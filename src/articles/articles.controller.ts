import { Controller, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asOfParameter, viewerAt } from '../platform/api/as-of.js';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { listParameters, fieldsParameter } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from './article-param.js';
import { PreviewTokenHeader, previewParameter } from '../previews/preview-token.inputs.js';
import { ArticleList } from './article-list.view.js';
import { Article } from './article.view.js';
import { articleFilterParameters, articleIncludeParameter, articleSortParameter } from './article.inputs.js';
import { ArticleSights } from './article-sights.service.js';
import { ArticlesQuery } from './articles.query.js';

const LIST = {
  ...articleFilterParameters,
  sort: articleSortParameter,
  ...listParameters,
  include: articleIncludeParameter,
  asOf: asOfParameter,
};
const ONE = { fields: fieldsParameter, asOf: asOfParameter, preview: previewParameter };

/** The clock, counters, sections and authors change what a story shows while its version stays. */
const EDITORS = { scope: 'content:write', showsOthers: true } as const;

@ApiTags('Articles')
@Controller('v1/articles')
export class ArticlesController {
  constructor(
    private readonly articles: ArticlesQuery,
    private readonly sights: ArticleSights,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('', {
    needs: 'anyone',
    summary: 'Stories, newest first',
    query: LIST,
    view: ArticleList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, count, fields, sort, include, asOf, ...filter } = readQuery(query, LIST);
    const answer = await this.articles.list({
      viewer: viewerAt(viewer, asOf),
      filter,
      sort,
      page: { first: limit, after, sizeName: 'limit' },
      fields,
      body: include === 'body',
      count,
    });
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute(':article', {
    needs: 'anyone',
    summary: 'A story',
    about:
      'A caller with `content:write` gets its working copy instead: the draft of its next version where there is one, in any state but retracted, with the version to send as `If-Match` for an `ETag`.',
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    query: ONE,
    view: Article,
    errors: [...ARTICLE_READ_ERRORS, 'INVALID_PREVIEW_TOKEN'],
  })
  @PreviewTokenHeader()
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Headers('preview-token') header: string | undefined,
    @Query() query: unknown,
  ): Promise<void> {
    const { fields, asOf, preview = header } = readQuery(query, ONE);
    const seen = await this.sights.ofStory(viewer, { reference, asOf, preview });
    void reply.header('vary', 'Preview-Token');
    return answerRead(request, reply, viewer, await this.articles.one(seen, reference, fields), EDITORS);
  }
}
