import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Needs } from '../platform/api/needs.js';
import { ERROR_CODES_EXTENSION } from '../platform/api/rest-route.js';
import { sendAnswer } from '../platform/http/answer.js';
import { readQuery } from '../platform/http/query.js';
import { DemoPicturesService } from './demo-pictures.service.js';

/** A picture changes with a new version of the program at most; a day later every cache asks again. */
const A_DAY = 'public, max-age=86400';

const HEADERS = {
  'content-type': 'image/svg+xml',
  // Opened by itself, an SVG is a document: it may load nothing, run nothing, and is of no origin.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  // Sites with `Cross-Origin-Embedder-Policy` may show it too.
  'cross-origin-resource-policy': 'cross-origin',
};

@ApiTags('Demo site')
@Controller('demo/pictures')
export class DemoPicturesController {
  constructor(private readonly pictures: DemoPicturesService) {}

  @Get(':name.svg')
  @Needs('anyone')
  @ApiOperation({ summary: 'A picture of the demo site' })
  @ApiParam({
    name: 'name',
    description: 'Name of the picture, such as `mountain-road`.',
    schema: { type: 'string' },
  })
  @ApiExtension(ERROR_CODES_EXTENSION, ['NOT_FOUND', 'UNKNOWN_PARAMETER'])
  @ApiResponse({
    status: 200,
    description: 'The picture.',
    content: { 'image/svg+xml': { schema: { type: 'string' } } },
  })
  async picture(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('name') name: string,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    const json = await this.pictures.svg(name);
    return sendAnswer(request, reply, { json, cacheControl: A_DAY, headers: HEADERS });
  }
}
