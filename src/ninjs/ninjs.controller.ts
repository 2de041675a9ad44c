import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { articleFilterParameters, articleSortParameter } from '../articles/article.inputs.js';
import { DocumentRoute } from '../platform/api/document-route.js';
import { listParameters } from '../platform/api/list-query.js';
import { BY_CALLER, cacheControlFor, nextPageOf, tagsFor } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import type { Answer } from '../platform/api/read-plans.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { sendAnswer } from '../platform/http/answer.js';
import { readQuery } from '../platform/http/query.js';
import { originForm } from '../platform/http/target.js';
import { listItem, type NinjsItem, STANDARD, textItem } from './ninjs-item.js';
import { uriOf } from './ninjs-picture.js';
import { NinjsQuery } from './ninjs.query.js';

const LIST = {
  ...articleFilterParameters,
  sort: articleSortParameter,
  limit: listParameters.limit,
  after: listParameters.after,
};
const MEDIA_TYPES = ['application/json'];
const ABOUT =
  'ninjs 3.1 of the IPTC; `Link` names its schema. What may not be handed on is there without its body.';

/** The schema that answers are valid by. */
const DESCRIBED_BY = `<${STANDARD.schema}>; rel="describedby"; type="application/schema+json"`;

@ApiTags('Syndication')
@Controller('v1')
export class NinjsController {
  constructor(
    private readonly ninjs: NinjsQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @DocumentRoute('ninjs', {
    needs: 'anyone',
    summary: 'Stories as one ninjs item, newest first',
    about: `A composite item with the stories as its associations. ${ABOUT}`,
    query: LIST,
    mediaTypes: MEDIA_TYPES,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { limit, after, sort, ...filter } = readQuery(query, LIST);
    const page = { first: limit, after, sizeName: 'limit' };
    const { api } = this.addresses;
    const data = await this.ninjs.list({ viewer: viewerClass(viewer), filter, sort, page });
    const uri = addressOf(request.url, api);
    const item = listItem(data.list.items, { ...data, api, uri });
    return answer(request, reply, viewer, item, data.tags, nextPageOf(data.list.pageInfo, request.url, api));
  }

  @DocumentRoute('articles/:article/ninjs', {
    needs: 'anyone',
    summary: 'A story as a ninjs item',
    about: ABOUT,
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    mediaTypes: MEDIA_TYPES,
    errors: ARTICLE_READ_ERRORS,
  })
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    const data = await this.ninjs.one(viewerClass(viewer), reference);
    const { uri, ...item } = textItem(data.item, { ...data, api: this.addresses.api });
    return answer(request, reply, viewer, { uri, standard: STANDARD, ...item }, data.tags, null);
  }
}

/** By what a list is known: its address, the same for all who ask for the same in another order. */
function addressOf(target: string, api: string): string {
  const url = new URL(`${api}${originForm(target)}`);
  url.searchParams.sort();
  return uriOf(url.href) ?? url.href;
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  viewer: Viewer,
  item: NinjsItem,
  tags: Answer['tags'],
  next: string | null,
): Promise<void> {
  return sendAnswer(request, reply, {
    json: JSON.stringify(item),
    tags: tagsFor(viewer, { tags }),
    cacheControl: cacheControlFor(viewer),
    vary: BY_CALLER,
    link: next === null ? DESCRIBED_BY : `${DESCRIBED_BY}, <${next}>; rel="next"`,
  });
}
