import { Controller, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ADDRESSES, type Addresses } from '../platform/api/read-context.js';
import { ReadRoute } from '../platform/api/rest-route.js';
import { sendAnswer } from '../platform/http/answer.js';
import { PUBLIC } from '../platform/http/cdn-headers.js';
import { prefersHtml } from '../platform/http/prefers-html.js';
import { readQuery } from '../platform/http/query.js';
import { Entry } from './entry.view.js';

/** The root of the API: tells programs where everything is, and leads people to the documentation. */
@ApiTags('Service')
@Controller()
export class EntryController {
  constructor(@Inject(ADDRESSES) private readonly addresses: Addresses) {}

  @ReadRoute('', {
    needs: 'anyone',
    summary: 'Where everything is',
    view: Entry,
  })
  @ApiResponse({
    status: 302,
    description: 'To the documentation, for a caller who prefers `text/html` as browsers do.',
  })
  async read(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
  ): Promise<void> {
    if (prefersHtml(request.headers.accept)) {
      // Relative, so that it holds behind a prefix and under any name of the server.
      void reply
        .code(302)
        .headers({ location: 'docs', 'cache-control': 'public, max-age=60', vary: 'Accept' })
        .send();
      return;
    }
    readQuery(query, {});
    await sendAnswer(request, reply, {
      json: JSON.stringify(this.entry()),
      cacheControl: PUBLIC,
      vary: ['Accept'],
      // Relations of RFC 8631, for programs that look for the description of an API.
      link: `<openapi.json>; rel="service-desc", <docs>; rel="service-doc", <health/ready>; rel="status"`,
    });
  }

  private entry(): Entry {
    const { api } = this.addresses;
    return {
      name: 'Broadsheet',
      documentation: `${api}/docs`,
      openapi: `${api}/openapi.json`,
      graphql: `${api}/graphql`,
      schema: `${api}/schema.graphql`,
      health: `${api}/health/ready`,
    };
  }
}
