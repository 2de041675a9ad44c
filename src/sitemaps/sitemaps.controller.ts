import { Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { DocumentRoute } from '../platform/api/document-route.js';
import { cacheControlFor } from '../platform/api/read-answer.js';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { sendAnswer } from '../platform/http/answer.js';
import { readQuery } from '../platform/http/query.js';
import { sendStream } from '../platform/http/stream.js';
import { robotsText } from './robots.js';
import { XML } from './sitemap-xml.js';
import { SitemapsService } from './sitemaps.service.js';

const MEDIA_TYPES = ['application/xml'];

@ApiTags('Syndication')
@Controller()
export class SitemapsController {
  constructor(
    private readonly sitemaps: SitemapsService,
    @Inject(ADDRESSES) private readonly addresses: Addresses,
  ) {}

  @DocumentRoute('sitemap.xml', {
    needs: 'anyone',
    summary: 'Index of the sitemaps',
    about: 'Names every part of the sitemap but the one for news.',
    mediaTypes: MEDIA_TYPES,
  })
  async index(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    const text = await this.sitemaps.index(viewerClass(viewer));
    return this.send(request, reply, { viewer, text, contentType: XML });
  }

  @DocumentRoute('sitemap-news.xml', {
    needs: 'anyone',
    summary: 'Sitemap of the stories of the last two days, for Google News',
    mediaTypes: MEDIA_TYPES,
  })
  async news(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    const text = await this.sitemaps.news(viewerClass(viewer));
    return this.send(request, reply, { viewer, text, contentType: XML });
  }

  @DocumentRoute('sitemap-:part.xml', {
    needs: 'anyone',
    summary: 'A part of the sitemap, as a stream',
    about: 'The index has the addresses of all parts.',
    params: { part: 'Name of the part, such as `stories-2026-11` or `sections`.' },
    mediaTypes: MEDIA_TYPES,
    stream: true,
    errors: ['NOT_FOUND'],
  })
  part(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Param('part') name: string,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    return sendStream(request, reply, {
      chunks: this.sitemaps.part(viewerClass(viewer), name),
      contentType: XML,
      cacheControl: cacheControlFor(viewer),
      vary: ['Authorization'],
    });
  }

  @DocumentRoute('robots.txt', {
    needs: 'anyone',
    summary: 'What crawlers may do here, and where the sitemaps are',
    mediaTypes: ['text/plain'],
  })
  robots(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    const text = robotsText(this.addresses.api);
    return this.send(request, reply, { viewer, text, contentType: 'text/plain; charset=utf-8' });
  }

  private send(
    request: FastifyRequest,
    reply: FastifyReply,
    { viewer, text, contentType }: { viewer: Viewer; text: string; contentType: string },
  ): Promise<void> {
    return sendAnswer(request, reply, {
      json: text,
      cacheControl: cacheControlFor(viewer),
      vary: ['Authorization'],
      headers: { 'content-type': contentType },
    });
  }
}
