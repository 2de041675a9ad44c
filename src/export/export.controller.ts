import { Controller, Headers, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { articleFilterParameters } from '../articles/article.inputs.js';
import { DocumentRoute } from '../platform/api/document-route.js';
import { unknownParameter } from '../platform/api/errors.js';
import { BY_CALLER } from '../platform/api/read-answer.js';
import type { Viewer } from '../platform/api/viewer.js';
import { oneOf, readQuery, text } from '../platform/http/query.js';
import { sendStream } from '../platform/http/stream.js';
import { ExportsService } from './exports.service.js';

const { section, updatedAfter, language } = articleFilterParameters;

const EXPORT = {
  section,
  updatedAfter,
  language,
  status: oneOf({
    description:
      '`all`: stories of every status, with what only editors see, for them (`content:write`); what readers see now ' +
      'when absent.',
    values: ['all'],
  }).optional(),
  include: oneOf({
    description: 'What to add: `comments` of readers, for moderators (`comments:moderate`).',
    values: ['comments'],
    refusal: unknownParameter,
  }).optional(),
  after: text({ description: 'Goes on after the story with this id.', max: 100 }).optional(),
};

/** For callers who only ask what they would get. */
async function* nothing(): AsyncGenerator<string> {}

@ApiTags('Syndication')
@Controller('v1/export')
export class ExportController {
  constructor(private readonly exports: ExportsService) {}

  @DocumentRoute('articles.ndjson', {
    needs: 'syndication:read',
    summary: 'All the stories that the caller may have, a line each, as a stream',
    about:
      'NDJSON in the vocabulary of the import, in the order of `id`. It is whole when the answer ends as HTTP and its ' +
      'encoding say; one that broke off goes on with `after`, the `id` of the last whole line.',
    query: EXPORT,
    mediaTypes: ['application/x-ndjson'],
    stream: true,
    errors: ['INVALID_CURSOR', 'TOO_MANY_EXPORTS'],
  })
  articles(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Headers('authorization') authorization: string | undefined,
    @Query() query: unknown,
  ): Promise<void> {
    const { status, include, after, ...filter } = readQuery(query, EXPORT);
    const comments = include === 'comments';
    const asked = { viewer, authorization, filter, everything: status === 'all', comments, after };
    const wanted = this.exports.requestOf(asked);
    return sendStream(request, reply, {
      chunks: request.method === 'HEAD' ? nothing() : this.exports.lines(asked, wanted),
      contentType: 'application/x-ndjson; charset=utf-8',
      cacheControl: 'private, no-store',
      vary: BY_CALLER,
    });
  }
}
