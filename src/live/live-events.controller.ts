import { Controller, Headers, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { DocumentRoute } from '../platform/api/document-route.js';
import type { Viewer } from '../platform/api/viewer.js';
import { readQuery, text } from '../platform/http/query.js';
import { sendEvents } from '../platform/http/server-sent-events.js';
import { LiveStreamsService } from './live-streams.service.js';

const LIVE = {
  article: text({
    description: 'What happens to this story, and its comments: its id or slug.',
    max: 500,
  }).optional(),
  section: text({
    description: 'What happens to stories of this section and those below it: its slug.',
    max: 200,
  }).optional(),
};

@ApiTags('Live')
@Controller('v1')
export class LiveEventsController {
  constructor(private readonly streams: LiveStreamsService) {}

  @DocumentRoute('live', {
    needs: 'anyone',
    summary: 'What happens, as it happens',
    about:
      'Server-sent events of ids and kinds: `articleChanged`, and with `article` `commentAdded`, once a comment is ' +
      'public. `Last-Event-ID` continues where a connection was lost; `reset` says that more was missed than is ' +
      'given again, `end` why the stream ends.',
    query: LIVE,
    mediaTypes: ['text/event-stream'],
    stream: true,
    errors: [
      'ARTICLE_NOT_FOUND',
      'ARTICLE_RETRACTED',
      'SECTION_NOT_FOUND',
      'RATE_LIMITED',
      'TOO_MANY_STREAMS',
    ],
  })
  async live(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentViewer() viewer: Viewer,
    @Headers('authorization') authorization: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Query() query: unknown,
  ): Promise<void> {
    const { article = null, section = null } = readQuery(query, LIVE);
    const asked = { viewer, authorization, article, section, lastEventId };
    const { stream, rateLimit } = await this.streams.open(asked);
    void reply.headers({ ...rateLimit });
    sendEvents(request, reply, stream);
  }
}
