import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { prefersHtml } from '../http/prefers-html.js';
import { GRAPHQL_PATH } from './apollo-config.js';

type AnswerWithPage = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Answers a browser that opens the path of GraphQL with a page; everything else goes on to Apollo as if there were
 * none. To be called between `NestFactory.create` and `app.init`.
 */
export function serveBrowserPage(app: NestFastifyApplication, answer: AnswerWithPage): void {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRoute', (route) => {
    if (route.url !== GRAPHQL_PATH) return;
    route.onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      if (!isVisit(request)) return undefined;
      await answer(request, reply);
      return reply;
    };
  });
}

/** A browser's visit, not an operation: one comes by POST, in `query`, or by its id in `documentId` or `extensions`. */
function isVisit({ method, headers, query }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const given = (query ?? {}) as Record<string, unknown>;
  const isOperation = ['query', 'documentId', 'extensions'].some((name) => given[name] !== undefined);
  return !isOperation && prefersHtml(headers.accept);
}
