import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { OperationTypeNode } from 'graphql';
import { isAnonymous } from '../cache/cache-key.js';
import { CachedAnswer } from '../cache/cached-answer.js';
import { type Flight, takeOff } from '../cache/flight.js';
import type { Tag } from '../cache/tag.js';
import { BY_CALLER } from '../api/read-answer.js';
import { sendAnswer } from '../http/answer.js';
import { PUBLIC } from '../http/cdn-headers.js';
import { GRAPHQL_OPTIONS, GRAPHQL_PATH, type GraphqlContext, type GraphqlOptions } from './apollo-config.js';
import type { Operation } from './documents.js';
import { keyOf } from './graphql-memory.js';
import { type GraphqlRequest, readGraphqlRequest } from './graphql-request.js';
import { batchTooLarge } from './limits.js';
import { type MediaType, mediaTypeOf } from './media-type.js';
import { Operations } from './operations.js';
import { Refused } from './refused.js';

interface Answered {
  /** The body, with the line break at its end. */
  readonly json: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether everybody who reads may be given it. */
  readonly isPublic?: boolean;
  /** What it was made from; null when it is not to be kept. */
  readonly tags?: readonly Tag[] | null;
}

/** One HTTP request, and the media type that it is answered in. */
interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly mediaType: MediaType;
}

/**
 * Serves GraphQL over HTTP in its ordinary forms without Apollo, whose pipeline costs as much as the operation. What it
 * cannot read (a body that is no operation, media types that are not served, another method) it leaves to Apollo, which
 * refuses it.
 */
@Injectable()
export class GraphqlEdge {
  constructor(
    @Inject(HttpAdapterHost) { httpAdapter }: HttpAdapterHost,
    @Inject(GRAPHQL_OPTIONS) private readonly options: GraphqlOptions,
    private readonly operations: Operations,
  ) {
    // Without HTTP (a command) there is none.
    const fastify = httpAdapter?.getInstance<FastifyInstance | undefined>();
    const taken = new WeakSet<RouteHandlerMethod>();
    // Apollo's route is made when the application starts, and once more by Fastify for HEAD.
    fastify?.addHook('onRoute', (route) => {
      if (route.url !== GRAPHQL_PATH || taken.has(route.handler)) return;
      route.handler = this.#before(route.handler);
      taken.add(route.handler);
    });
  }

  #before(apollo: RouteHandlerMethod): RouteHandlerMethod {
    // Fastify calls its handlers with the server as `this`.
    const operations = (request: FastifyRequest, reply: FastifyReply) => this.#answer(request, reply);
    return async function handle(request, reply) {
      return (await operations(request, reply)) ? reply : apollo.call(this, request, reply);
    };
  }

  /** @returns false when the request is for Apollo */
  async #answer(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const mediaType = mediaTypeOf(request.headers.accept);
    const asked = mediaType && readGraphqlRequest(request);
    if (!asked) return false;
    const exchange = { request, reply, mediaType };
    try {
      if (Array.isArray(asked)) await send(exchange, await this.#answerAll(asked, exchange));
      else await this.#answerOne(asked, exchange);
    } catch (error) {
      await send(exchange, this.#refused(error));
    }
    return true;
  }

  /** Answers one operation: from memory, where somebody asked the same before. */
  async #answerOne(asked: GraphqlRequest, exchange: Exchange): Promise<void> {
    const { request, reply, mediaType } = exchange;
    const { memory, viewerOf } = this.options;
    const isSafe = request.method !== 'POST';
    const viewer = await viewerOf(request);
    const operation = this.operations.find(asked, isSafe);
    const run = () => this.#run(operation, asked.variables, { viewer, request, reply });
    if (!memory || operation.node.operation !== OperationTypeNode.QUERY) {
      await send(exchange, await run());
      return;
    }
    const key = keyOf(operation, asked.variables, { mediaType, isSafe });
    const found = await memory.findOrBegin(key, request.raw);
    if (found instanceof CachedAnswer) {
      reply.hijack();
      memory.serve(key, found, request.raw, reply.raw);
      return;
    }
    try {
      await send(exchange, await run(), found);
    } finally {
      found?.end();
    }
  }

  async #answerAll(asked: readonly GraphqlRequest[], { request, reply }: Exchange): Promise<Answered> {
    const { batch } = this.options.limits;
    if (asked.length > batch) throw batchTooLarge(batch);
    const viewer = await this.options.viewerOf(request);
    const answers = asked.map(async (one) => {
      try {
        return await this.#run(this.operations.find(one, false), one.variables, { viewer, request, reply });
      } catch (error) {
        return this.#refused(error);
      }
    });
    return together(await Promise.all(answers));
  }

  async #run(
    operation: Operation,
    variables: GraphqlRequest['variables'],
    context: GraphqlContext,
  ): Promise<Answered> {
    const executed = await this.operations.execute({ operation, variables, context });
    const isPublic =
      isAnonymous(context.request?.headers ?? {}) && !context.isMomentary && !executed.hasErrors;
    return { ...executed, isPublic, tags: isPublic ? executed.tags : null };
  }

  #refused(error: unknown): Answered {
    const { errors, status, headers } = Refused.because(error);
    return { json: `${JSON.stringify({ errors: errors.map(this.operations.format) })}\n`, status, headers };
  }
}

/** @param flight what keeps the answer, when it may be kept */
async function send(
  { request, reply, mediaType }: Exchange,
  { json, status, headers, isPublic = false, tags = null }: Answered,
  flight: Flight | null = null,
): Promise<void> {
  const contentType = { 'content-type': `${mediaType}; charset=utf-8` };
  if (isPublic && request.method !== 'POST') {
    if (flight) takeOff(request.raw, flight);
    return sendAnswer(request, reply, {
      json,
      cacheControl: PUBLIC,
      vary: ['Accept', ...BY_CALLER],
      headers: contentType,
      tags,
    });
  }
  const bytes = Buffer.from(json);
  // No cache but our own can tell what the answer to a POST depends on.
  const own = { ...contentType, 'cache-control': 'no-store', ...headers };
  void reply.code(status).headers(own).send(bytes);
  if (!flight || !tags) return;
  const kept = { ...own, 'content-length': String(bytes.length) };
  flight.keep({ status, etag: '""', headers: kept, bytes }, tags, GRAPHQL_PATH);
}

/** The answers to a batch, in its order. It failed only where all of it did. */
const together = (answers: readonly Answered[]): Answered => ({
  json: `[${answers.map(({ json }) => json).join()}]`,
  status: answers.some(({ status }) => status === 200) ? 200 : (answers[0] as Answered).status,
});
