import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { ApiExtension, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { notFound } from '../api/errors.js';
import { Needs } from '../api/needs.js';
import { ERROR_CODES_EXTENSION } from '../api/rest-route.js';
import { sendAnswer } from '../http/answer.js';
import { PUBLIC } from '../http/cdn-headers.js';
import { readQuery } from '../http/query.js';
import { GRAPHQL_OPTIONS, type GraphqlOptions } from './apollo-config.js';

@ApiTags('Service')
@Controller('schema.graphql')
export class SchemaController {
  #text: string | null = null;

  constructor(
    @Inject(GraphQLSchemaHost) private readonly schemaHost: GraphQLSchemaHost,
    @Inject(GRAPHQL_OPTIONS) private readonly options: GraphqlOptions,
  ) {}

  @Get()
  @Needs('anyone')
  @ApiOperation({
    summary: 'The GraphQL schema',
    description: 'In the schema definition language, sorted by name. Not there where introspection is off.',
  })
  @ApiExtension(ERROR_CODES_EXTENSION, ['UNKNOWN_PARAMETER', 'NOT_FOUND'])
  @ApiResponse({
    status: 200,
    description: 'The schema.',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  read(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    readQuery(query, {});
    if (!this.options.introspection) throw notFound();
    this.#text ??= `${printSchema(lexicographicSortSchema(this.schemaHost.schema))}\n`;
    return sendAnswer(request, reply, {
      json: this.#text,
      cacheControl: PUBLIC,
      // There is no registered type for it, and this one browsers show.
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
  }
}
