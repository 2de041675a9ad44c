import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, FastifyServerOptions, HookHandlerDoneFunction } from 'fastify';
import { DomainError } from '../api/errors.js';
import { connectionErrorHandler } from './connection-errors.js';
import { type CorsPolicy, corsHeaders, isPreflight, OPEN_CORS_HEADERS, preflightHeaders } from './cors.js';
import type { ErrorCode } from './error-codes.js';
import { logSerializers, RequestLog } from './logging.js';
import { ProblemTranslator } from './problem.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';
import { allowedMethods } from './routes.js';
import {
  addressFault,
  isAmong,
  LONG_URL_BYTES,
  MAX_URL_BYTES,
  type PathPatterns,
  pathOf,
  targetFault,
} from './target.js';

const MEGABYTE = 1024 * 1024;

export interface FastifySettings {
  /** Addresses or CIDR ranges whose `X-Forwarded-*` headers are believed; none when empty. */
  readonly trustedProxies?: readonly string[];
  /** False for no log at all; `stream` is standard output when absent. */
  readonly logger?: false | { readonly level: string; readonly stream?: LogStream };
  /** The largest body in bytes; one megabyte when absent. */
  readonly bodyLimit?: number;
  /** The header that carries a caller's request id; `x-request-id` when absent. */
  readonly requestIdHeader?: string;
  /** Stands before the framework: answers requests that it can, and hands on the others. */
  readonly frontDoor?: (next: RequestListener) => RequestListener;
}

/** Where log lines go: one JSON object and a line break at a time. */
export interface LogStream {
  write(line: string): void;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

type HttpServerOptions = FastifyServerOptions & {
  readonly http: { readonly maxHeaderSize: number; readonly headersTimeout: number };
};

/**
 * Options for Nest's `FastifyAdapter`. Create the application with `bodyParser: false`: Fastify's own JSON parser is
 * the only one wanted.
 */
export function fastifyOptions(settings: FastifySettings = {}): HttpServerOptions {
  const { trustedProxies = [], logger = false, bodyLimit = MEGABYTE } = settings;
  const requestIdHeader = (settings.requestIdHeader ?? 'x-request-id').toLowerCase();
  const translator = new ProblemTranslator();
  return {
    // The request line counts as a header.
    http: { maxHeaderSize: 16_384 + LONG_URL_BYTES, headersTimeout: 30_000 },
    bodyLimit,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    logger: logger === false ? false : { ...logger, serializers: logSerializers },
    logController: new RequestLog(),
    // Fastify would take the header as it comes.
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers[requestIdHeader]),
    // Slow senders may not hold a connection for ever, but a picture may come from a telephone; answers may take as
    // long as they like.
    requestTimeout: 120_000,
    // A closing server serves what is already under way, and says `Connection: close`.
    return503OnClosing: false,
    // The length of a URL is judged as a whole: a long slug is simply not found.
    routerOptions: { maxParamLength: 2 * MAX_URL_BYTES },
    // The router refuses a malformed URL before any hook runs, so the hook's headers are set here.
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...SECURITY_HEADERS, ...OPEN_CORS_HEADERS, 'x-request-id': request.id });
      sendProblem(reply, translator.translate(error, pathOf(request.raw.url)));
    },
    clientErrorHandler: connectionErrorHandler(translator),
    serverFactory: (next, options) => serverOf(settings.frontDoor?.(next) ?? next, options),
  };
}

/** The server as Fastify makes it: one that it is given, it leaves as it is. */
function serverOf(listener: RequestListener, options: FastifyServerOptions & { http?: object }): Server {
  const made = createServer(options.http ?? {}, listener);
  made.keepAliveTimeout = options.keepAliveTimeout as number;
  made.requestTimeout = options.requestTimeout as number;
  return made;
}

/** The caller's request id when it is a plain token of at most 64 characters, else a new one. */
export const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();

/**
 * Security headers of every answer (OWASP REST security cheat sheet). Constants rather than `@fastify/helmet`, which
 * builds its middleware anew for every request: measured, some 30 µs of CPU a request against 5.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

export interface HttpSettings {
  readonly cors: CorsPolicy;
  /** Paths that take long lists of ids in their query. */
  readonly longUrlPaths?: readonly string[];
  /** Paths that take forms, which they read themselves if at all; every other refuses them. */
  readonly formPaths?: PathPatterns;
  /** The features' error codes, for the titles of their problems. */
  readonly errorCodes?: readonly ErrorCode[];
}

/**
 * Gives an application its HTTP manners: problems for failures, request id, CORS and security
 * headers, OPTIONS. To be called between `NestFactory.create` and `app.init`.
 */
export function registerHttp(app: NestFastifyApplication, settings: HttpSettings): void {
  app.useGlobalFilters(new ProblemFilter(new ProblemTranslator(settings.errorCodes)));
  const server = app.getHttpAdapter().getInstance();
  server.removeContentTypeParser('text/plain');
  server.addContentTypeParser(FORMS, (request, _payload, done) =>
    done(isAmong(settings.formPaths ?? [], pathOf(request.url)) ? null : noForms()),
  );
  server.addHook('onRequest', requestHook(settings));
}

const FORMS = ['multipart/form-data', 'application/x-www-form-urlencoded'];

const noForms = (): DomainError =>
  new DomainError('UNSUPPORTED_MEDIA_TYPE', 415, 'The body must be application/json.');

type OnRequest = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;

/** The one hook that every request goes through. */
function requestHook({ cors, longUrlPaths = [] }: HttpSettings): OnRequest {
  return (request, reply, done) => {
    const { method, url = '/' } = request.raw;
    const path = pathOf(url);
    const corsRequest = { method: method ?? 'GET', path, headers: request.headers };
    reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
    if (method === 'OPTIONS' && isPreflight(request.headers)) {
      void reply.code(204).headers(preflightHeaders(corsRequest, cors)).send();
      return;
    }
    reply.headers(corsHeaders(corsRequest, cors));
    // HTTP/1.0 may leave it out, and whoever builds the request's address counts on it.
    request.raw.headers.host ??= 'localhost';
    const fault =
      targetFault(url, longUrlPaths.includes(path) ? LONG_URL_BYTES : MAX_URL_BYTES) ?? addressFault(request);
    if (method === 'OPTIONS' && !fault && answerOptions(request, reply, path)) return;
    done(fault);
  };
}

/** Answers OPTIONS on a known path that has no OPTIONS route of its own; false when the request is to go on. */
function answerOptions(request: FastifyRequest, reply: FastifyReply, path: string): boolean {
  if (!request.is404) return false;
  const allowed = allowedMethods(request.server, path);
  if (allowed.length === 0) return false;
  void reply.code(204).header('allow', allowed.join(', ')).send();
  return true;
}
