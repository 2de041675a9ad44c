import { Controller, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { articleFilterParameters, articleIncludeParameter } from '../articles/article.inputs.js';
import { listParameters } from '../platform/api/list-query.js';
import { answerList, answerRead } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { readQuery } from '../platform/http/query.js';
import { typedParameter, wordsParameter } from './search.inputs.js';
import { SearchQuery } from './search.query.js';
import { SearchList, SuggestionList } from './search.view.js';
import { SuggestQuery } from './suggest.query.js';

const SEARCH = {
  ...articleFilterParameters,
  q: wordsParameter,
  ...listParameters,
  include: articleIncludeParameter,
};
const SUGGEST = { q: typedParameter };

@ApiTags('Search')
@Controller('v1')
export class SearchController {
  constructor(
    private readonly found: SearchQuery,
    private readonly suggested: SuggestQuery,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @ReadRoute('search', {
    needs: 'anyone',
    summary: 'Stories with these words, best first',
    about:
      'Words are found in other forms and without their accents; where few stories have them, words that are much like them are looked for too. The pages of a search show it as it was when the first one was asked for.',
    query: SEARCH,
    view: SearchList,
    errors: ['INVALID_CURSOR', 'CURSOR_MISMATCH'],
  })
  async search(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { q, limit, after, count, fields, include, ...filter } = readQuery(query, SEARCH);
    const answer = await this.found.search({
      viewer: viewerClass(viewer),
      words: q,
      filter,
      page: { first: limit, after, sizeName: 'limit' },
      fields,
      body: include === 'body',
      count,
    });
    return answerList(request, reply, viewer, answer, this.addresses.api);
  }

  @ReadRoute('suggest', {
    needs: 'anyone',
    summary: 'What somebody who is still typing may mean',
    query: SUGGEST,
    view: SuggestionList,
  })
  async suggest(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { q } = readQuery(query, SUGGEST);
    return answerRead(request, reply, viewer, await this.suggested.suggest(viewerClass(viewer), q));
  }
}
