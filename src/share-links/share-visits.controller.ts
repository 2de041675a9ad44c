import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import QRCode from 'qrcode';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { Needs } from '../platform/api/needs.js';
import { cacheControlFor } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ERROR_CODES_EXTENSION } from '../platform/api/rest-route.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { EmbedsService } from '../embeds/embeds.service.js';
import { sendAnswer } from '../platform/http/answer.js';
import { sendFailurePage, sendPage } from '../platform/http/page.js';
import { prefersHtml } from '../platform/http/prefers-html.js';
import { readQuery } from '../platform/http/query.js';
import { PREVIEW_POLICY } from './link-preview.js';
import { ShareVisitsService } from './share-visits.service.js';
import { BY_AGENT, KEPT_BRIEFLY, queryOf, REDIRECT_STATUS, redirectHeaders, UNSAID } from './visit-answer.js';

const CODE = { name: 'code', description: 'Code of the short link.', schema: { type: 'string' } } as const;
const ERRORS = ['SHARE_CODE_NOT_FOUND', 'ARTICLE_RETRACTED', 'RATE_LIMITED'];
const PREVIEW = {
  status: 200,
  description: 'To programs that show what is behind the link of a story: a page with its Open Graph tags.',
  content: { 'text/html': { schema: { type: 'string' } } },
} as const;
const REDIRECTED =
  'The story on the site, with UTM tags, or what a sponsor slot leads to. The visit is counted.';
const LINK_ERRORS = [...ERRORS, 'INVALID_PARAMETER'];

/** Short links. Those of stories lead to the site and nowhere else. */
@ApiTags('Short links')
@Controller('s')
export class ShareVisitsController {
  constructor(
    private readonly visits: ShareVisitsService,
    private readonly embeds: EmbedsService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @Get(':code/qr.svg')
  @Needs('anyone')
  @ApiOperation({ summary: 'A QR code that leads to the short link' })
  @ApiParam(CODE)
  @ApiExtension(ERROR_CODES_EXTENSION, ERRORS)
  @ApiResponse({
    status: 200,
    description: 'The picture.',
    content: { 'image/svg+xml': { schema: { type: 'string' } } },
  })
  async qr(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('code') code: string,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    await this.visits.story(viewer, code, request.raw);
    const svg = await QRCode.toString(`${this.addresses.api}/s/${code}`, { type: 'svg' });
    return sendAnswer(request, reply, {
      json: svg,
      cacheControl: cacheControlFor(viewer),
      vary: ['Authorization'],
      headers: { 'content-type': 'image/svg+xml' },
    });
  }

  @Get(':code')
  @Needs('anyone')
  @ApiOperation({ summary: 'To the story' })
  @ApiParam(CODE)
  @ApiExtension(ERROR_CODES_EXTENSION, LINK_ERRORS)
  @ApiResponse(PREVIEW)
  @ApiResponse({ status: 302, description: REDIRECTED })
  link(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('code') code: string,
  ): Promise<void> {
    return this.follow(request, reply, viewer, { code, network: null });
  }

  @Get(':code/:network')
  @Needs('anyone')
  @ApiOperation({ summary: 'To the story, from a network' })
  @ApiParam(CODE)
  @ApiParam({
    name: 'network',
    description: 'The network that the link was shared to.',
    schema: { type: 'string' },
  })
  @ApiExtension(ERROR_CODES_EXTENSION, LINK_ERRORS)
  @ApiResponse(PREVIEW)
  @ApiResponse({ status: 302, description: REDIRECTED })
  networkLink(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('code') code: string,
    @Param('network') network: string,
  ): Promise<void> {
    return this.follow(request, reply, viewer, { code, network });
  }

  private async follow(
    request: FastifyRequest,
    reply: FastifyReply,
    viewer: Viewer,
    { code, network }: { code: string; network: string | null },
  ): Promise<void> {
    const link = { code, network, query: queryOf(request.url) };
    try {
      const { location, preview } = await this.visits.follow(viewer, link, request.raw);
      if (preview === null) return redirect(reply, location);
      const answer = { cacheControl: KEPT_BRIEFLY, vary: BY_AGENT };
      return await sendPage(request, reply, { html: preview, policy: PREVIEW_POLICY, ...answer });
    } catch (error) {
      const page =
        prefersHtml(request.headers.accept) && (await this.embeds.missing(viewerClass(viewer), error));
      if (!page) throw error;
      sendFailurePage(request, reply, page);
    }
  }
}

function redirect(reply: FastifyReply, location: string): void {
  for (const name of UNSAID) reply.removeHeader(name);
  void reply.code(REDIRECT_STATUS).headers(redirectHeaders(location)).send();
}
