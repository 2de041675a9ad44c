import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { sendAnswer } from '../http/answer.js';
import { GRAPHQL_OPTIONS, GRAPHQL_PATH, type GraphqlContext, type GraphqlOptions } from './apollo-config.js';
import type { Executed } from './executor.js';
import { type GraphqlRequest, readGraphqlRequest } from './graphql-request.js';
import { batchTooLarge } from './limits.js';
import { mediaTypeOf } from './media-type.js';
import { Operations } from './operations.js';
import { Refused } from './refused.js';

/** Shared caches may keep a public answer this long without asking again. */
const PUBLIC = 'public, max-age=5';

type Answered = Pick<Executed, 'json' | 'status' | 'hasErrors'> & {
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether everybody may be given it. */
  readonly isPublic?: boolean;
};

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
    // The answer depends on who asks, and a cache cannot tell what it was made from.
    void reply.header('cache-control', 'no-store');
    const contentType = `${mediaType}; charset=utf-8`;
    try {
      const answered = await this.#answerTo(asked, request, reply);
      await send(request, reply, answered, contentType);
    } catch (error) {
      await send(request, reply, this.#refused(error), contentType);
    }
    return true;
  }

  async #answerTo(
    asked: GraphqlRequest | GraphqlRequest[],
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Answered> {
    const { batch } = this.options.limits;
    if (!Array.isArray(asked)) {
      const viewer = await this.options.viewerOf(request);
      return this.#run(asked, { viewer, request, reply });
    }
    if (asked.length > batch) throw Refused.because(batchTooLarge(batch));
    const viewer = await this.options.viewerOf(request);
    return together(
      await Promise.all(
        asked.map((one) =>
          this.#run(one, { viewer, request, reply }).catch((error: unknown) => this.#refused(error)),
        ),
      ),
    );
  }

  async #run(asked: GraphqlRequest, context: GraphqlContext): Promise<Answered> {
    const isSafe = context.request?.method !== 'POST';
    const operation = this.operations.find(asked, isSafe);
    const executed = await this.operations.execute({ operation, variables: asked.variables, context, reads: {} });
    const isAnonymous = context.request?.headers.authorization === undefined;
    return { ...executed, isPublic: isSafe && isAnonymous && !context.isMomentary && !executed.hasErrors };
  }

  #refused(error: unknown): Answered {
    const { errors, status, headers } = Refused.because(error);
    const json = `${JSON.stringify({ errors: errors.map(this.operations.format) })}\n`;
    return { json, status, headers, hasErrors: true };
  }
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { json, status, headers = {}, isPublic = false }: Answered,
  contentType: string,
): Promise<void> {
  if (isPublic) {
    return sendAnswer(request, reply, {
      json,
      cacheControl: PUBLIC,
      vary: ['Accept', 'Authorization'],
      headers: { 'content-type': contentType },
    });
  }
  void reply
    .code(status)
    .headers({ ...headers, 'content-type': contentType })
    .send(Buffer.from(json));
}

/** The answers to a batch, in its order. It failed only where all of it did. */
function together(answers: readonly Answered[]): Answered {
  return {
    json: `[${answers.map(({ json }) => json).join()}]`,
    status: answers.some(({ status }) => status === 200) ? 200 : (answers[0] as Answered).status,
    hasErrors: answers.some(({ hasErrors }) => hasErrors),
  };
}
