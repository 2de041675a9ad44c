import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

/** What of an error is written to the log. */
export type LoggedError = {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  /** The frames alone; empty when there are none. */
  readonly stack: string;
  readonly cause?: LoggedError;
};

/**
 * An error for the log, without the members in which database errors carry the values of a row or of a statement
 * (`detail`, `where`, `parameters`, `query`). PostgreSQL's data exceptions (class 22) quote the faulty value in their
 * message as well, so of these only the code stays.
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error', stack: '' };
  const { code: rawCode } = error as Error & { code?: unknown };
  const code = typeof rawCode === 'string' ? rawCode : undefined;
  const quotesValues = code !== undefined && /^22[0-9A-Z]{3}$/.test(code);
  const message = quotesValues ? 'data exception' : error.message;
  const firstFrame = error.stack?.indexOf('\n    at ') ?? -1;
  const stack = firstFrame === -1 ? '' : (error.stack ?? '').slice(firstFrame + 1);
  const cause = error.cause === undefined || depth >= 4 ? undefined : loggedError(error.cause, depth + 1);
  return { type: error.name, message, code, stack, cause };
}

/**
 * One line for each request, when it is done: method, route pattern, status, milliseconds and the request id.
 * No address, no path or query values, no headers.
 */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' });
  }

  override incomingRequest(): void {
    // Half the log for nothing: the line at the end says it all.
  }

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (error) reply.log.warn({ ...line, err: error }, 'request not answered in full');
    else reply.log.info(line, 'request');
  }

  override routeNotFound(): void {
    // The line at the end tells it, and without the path.
  }
}

/** Replaces Fastify's serializers, which write addresses and whole URLs. */
export const logSerializers = {
  req: (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions?.url ?? null }),
  res: (reply: { readonly statusCode?: number }) => ({ status: reply.statusCode }),
  err: (error: unknown) => loggedError(error),
};
