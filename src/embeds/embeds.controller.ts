import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { ARTICLE_MOVED, ARTICLE_PARAM, ARTICLE_READ_ERRORS } from '../articles/article-param.js';
import { DocumentRoute } from '../platform/api/document-route.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { BY_CALLER, cacheControlFor, tagsFor } from '../platform/api/read-answer.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { sendAnswer } from '../platform/http/answer.js';
import { sendFailurePage, sendPage } from '../platform/http/page.js';
import { readQuery } from '../platform/http/query.js';
import { knownParameters, OEMBED_PARAMETERS } from './embed.inputs.js';
import { EmbedsService } from './embeds.service.js';
import { oEmbedOf, oEmbedXml } from './oembed.js';

@ApiTags('Embedding')
@Controller()
export class EmbedsController {
  constructor(
    private readonly embeds: EmbedsService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @DocumentRoute('oembed', {
    needs: 'anyone',
    summary: 'How to show a story in another site (oEmbed 1.0)',
    about:
      'For an address of the site, former ones and short links among them. Parameters that it does not know are not looked at, as consumers of oEmbed add some of their own.',
    query: OEMBED_PARAMETERS,
    mediaTypes: ['application/json', 'text/xml'],
    errors: ['URL_NOT_FOUND', ...ARTICLE_READ_ERRORS, 'OEMBED_FORMAT_UNKNOWN'],
  })
  async oEmbed(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    const { known, areAll } = knownParameters(query);
    const { url, format, ...most } = readQuery(known, OEMBED_PARAMETERS);
    const data = await this.embeds.storyAt(viewerClass(viewer), url);
    const answer = oEmbedOf(data, most, this.addresses.api);
    const isXml = format === 'xml';
    return sendAnswer(request, reply, {
      json: isXml ? oEmbedXml(answer) : JSON.stringify(answer),
      // Parameters that anybody can make up would fill the memory with one answer.
      tags: areAll ? tagsFor(viewer, data) : null,
      cacheControl: cacheControlFor(viewer),
      vary: BY_CALLER,
      headers: isXml ? { 'content-type': 'text/xml; charset=utf-8' } : {},
    });
  }

  @DocumentRoute('embed/:article', {
    needs: 'anyone',
    summary: 'A story as a page in a page of another site',
    about:
      'Runs no script, and every site may frame it. A story that is not there (404) or was retracted (410) is a page that says so.',
    params: ARTICLE_PARAM,
    redirects: ARTICLE_MOVED,
    mediaTypes: ['text/html'],
    errors: ARTICLE_READ_ERRORS,
  })
  async page(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('article') reference: string,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    const page = await this.embeds.page(viewerClass(viewer), reference);
    const tags = tagsFor(viewer, page);
    if (page.status !== 200) return sendFailurePage(request, reply, page, tags);
    return sendPage(request, reply, {
      ...page,
      tags,
      cacheControl: cacheControlFor(viewer),
      vary: BY_CALLER,
    });
  }
}
