import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, Moved } from '../api/errors.js';
import { flightOf } from '../cache/flight.js';
import { tagOf } from '../cache/tag.js';
import { pathOf } from './target.js';
import { PROBLEM_TYPE, type Problem, type ProblemTranslator } from './problem.js';
import { sendMoved } from './redirect.js';
import { allowedMethods } from './routes.js';

/**
 * Answers every failure of a REST route with `application/problem+json`, and old names with a redirect. GraphQL masks
 * its errors itself.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly translator: ProblemTranslator) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() === 'graphql') throw error;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (error instanceof Moved) {
      sendMoved(request, reply, error);
      return;
    }
    const problem = this.translator.translate(unroutedError(error, request), pathOf(request.raw.url));
    logFailure(request, problem, error);
    if (reply.sent || reply.raw.headersSent) {
      // Half an answer is out already: closing the connection is the only honest way to say that it is broken.
      if (!reply.raw.writableEnded) reply.raw.destroy();
      return;
    }
    if (error instanceof DomainError && error.tags) keep({ request, reply, problem }, error.tags);
    sendProblem(reply, problem);
  }
}

interface Failed {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly problem: Problem;
}

/** Keeps a refusal as an answer is kept: what is not there is asked for as often as what is. */
function keep({ request, reply, problem }: Failed, tags: readonly string[]): void {
  const { status, headers, body } = problem;
  const bytes = bytesOf(body);
  const own = { 'content-type': PROBLEM_TYPE, 'content-length': String(bytes.length) };
  // What was said before it failed stays said.
  const vary = reply.getHeader('vary');
  const said: Record<string, string> = vary === undefined ? {} : { vary: String(vary) };
  const answer = { status, etag: '', headers: { ...said, ...headers, ...own }, bytes };
  flightOf(request.raw)?.keep(answer, tags.map(tagOf), request.routeOptions.url ?? '');
}

/** As bytes, because Fastify adds a charset to JSON strings and the media type defines none (RFC 9457, section 6.1). */
const bytesOf = (body: Problem['body']): Buffer => Buffer.from(JSON.stringify(body));

/** Sends a problem through Fastify, so that headers set by hooks stay. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  const bytes = bytesOf(problem.body);
  void reply.code(problem.status).headers(problem.headers).header('content-type', PROBLEM_TYPE).send(bytes);
}

/** Nest reports an unmatched route as a plain 404: tells unknown paths from known ones with another method. */
function unroutedError(error: unknown, request: FastifyRequest): unknown {
  if (!request.is404 || !(error instanceof HttpException) || error.getStatus() !== 404) return error;
  const path = pathOf(request.raw.url);
  const allowed = allowedMethods(request.server, path);
  if (allowed.length === 0 || allowed.includes(request.method)) {
    return new DomainError('ROUTE_NOT_FOUND', 404, 'The API has no such path.');
  }
  return new DomainError('METHOD_NOT_ALLOWED', 405, `This path takes ${allowed.join(', ')}.`, {
    headers: { Allow: allowed.join(', ') },
  });
}

function logFailure(request: FastifyRequest, problem: Problem, error: unknown): void {
  if (problem.status < 500) return;
  if (problem.status === 500) request.log.error({ err: error }, 'request failed');
  else request.log.warn({ err: error, code: problem.body.code }, 'request could not be served');
}
