import { Controller, Get, Injectable, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendAnswer } from '../http/answer.js';
import { PUBLIC } from '../http/cdn-headers.js';
import { readQuery } from '../http/query.js';
import { Needs } from './needs.js';

/** The document of the running application. It does not change, so it is made once, when it is first asked for. */
@Injectable()
export class ServedOpenApi {
  #json: string | null = null;
  #make: () => object = () => {
    throw new Error('Nobody said how the OpenAPI document is made');
  };

  /** Says how to make the document, once there is an application to describe. */
  describeWith(make: () => object): void {
    this.#make = make;
  }

  json(): string {
    this.#json ??= JSON.stringify(this.#make());
    return this.#json;
  }
}

@ApiTags('Service')
@Controller('openapi.json')
export class OpenApiController {
  constructor(private readonly served: ServedOpenApi) {}

  @Get()
  @Needs('anyone')
  @ApiOperation({ summary: 'This document' })
  @ApiResponse({ status: 200, description: 'An OpenAPI 3.1 document.', schema: { type: 'object' } })
  document(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
  ): Promise<void> {
    readQuery(query, {});
    return sendAnswer(request, reply, { json: this.served.json(), cacheControl: PUBLIC });
  }
}
