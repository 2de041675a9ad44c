import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type AppOptions, EVERYWHERE } from './app.module.js';
import type { Settings } from './config/settings.js';
import { publicBaseUrl } from './config/addresses.js';
import { DocsPagesService } from './docs/docs-pages.service.js';
import { errorCodes } from './error-codes.js';
import { describeApi } from './openapi.js';
import { ServedOpenApi } from './platform/api/openapi.controller.js';
import { FrontDoor } from './platform/cache/front-door.js';
import { ResponseCache } from './platform/cache/response-cache.js';
import { GRAPHQL_PATH } from './platform/graphql/apollo-config.js';
import { serveBrowserPage } from './platform/graphql/browser-page.js';
import { cdnHeaders } from './platform/http/cdn-headers.js';
import { GraphqlMemory } from './platform/graphql/graphql-memory.js';
import { OPEN_CORS_HEADERS } from './platform/http/cors.js';
import {
  fastifyOptions,
  type LogStream,
  registerHttp,
  requestIdOf,
  SECURITY_HEADERS,
} from './platform/http/fastify.js';
import { sendPage } from './platform/http/page.js';
import type { Key } from './platform/secrets/key-ring.js';
import { ShareDoor } from './share-links/share-door.js';
import { ShareVisitsService } from './share-links/share-visits.service.js';
import { registerReadAfter } from './platform/writes/read-after.js';

export interface AppEnvironment {
  readonly settings: Settings;
  readonly databaseUrl: string;
  readonly keys: readonly Key[];
  /** Where the API will listen, for the addresses in its answers when PUBLIC_BASE_URL is not set. */
  readonly port: number;
  /** Where log lines go; standard output when absent. */
  readonly logStream?: LogStream;
}

/** Reads that are the same for everyone. What is under these paths and says no tags is not kept. */
const CACHED_PATHS = /^\/(?:(?:v1|feeds)\/(?!counts|live)|embed\/|oembed\?)/;

/** Headers of what is the same for everyone. */
const PUBLIC_HEADERS = { ...SECURITY_HEADERS, ...OPEN_CORS_HEADERS };

/** What mail programs and browsers send a form to, which says all in its address. */
const NOTIFICATION_PATHS = /^\/v1\/notifications\/(?:confirm|unsubscribe)\/[^/]+$/;

/** Builds the application, migrated and ready to listen. The server, the tests and the benchmarks all start here. */
export async function buildApp(environment: AppEnvironment): Promise<NestFastifyApplication> {
  const { settings, logStream } = environment;
  const cache = settings.RESPONSE_CACHE ? cacheOf(settings) : null;
  const doorOptions = {
    paths: CACHED_PATHS,
    requestId: ({ headers }: IncomingMessage) => requestIdOf(headers['x-request-id']),
    log: (line: object) => adapter.getInstance().log.info(line, 'request'),
  };
  /** Set once there is something that knows where short links lead. */
  let answersLink: ShareDoor['answers'] = () => false;
  const memory = cache && new GraphqlMemory(cache, GRAPHQL_PATH);
  const adapter: FastifyAdapter = new FastifyAdapter(
    fastifyOptions({
      trustedProxies: settings.TRUSTED_PROXIES,
      logger: settings.LOG_LEVEL === 'silent' ? false : { level: settings.LOG_LEVEL, stream: logStream },
      bodyLimit: settings.BODY_LIMIT,
      frontDoor: (next) => {
        const others = cache && memory ? memory.before(new FrontDoor({ cache, ...doorOptions }, next)) : next;
        return (request, response) => {
          if (!answersLink(request, response)) others(request, response);
        };
      },
    }),
  );
  // Through the server's log, which leaves out what database errors quote of a row.
  const log = (error: unknown): void => adapter.getInstance().log.error({ err: error }, 'failure');
  const app = await NestFactory.create<NestFastifyApplication>(
    rootModule(environment, { background: true, cache, memory, log }),
    adapter,
    {
      bodyParser: false,
      logger: settings.LOG_LEVEL === 'silent' ? false : ['error', 'warn', 'fatal'],
      abortOnError: false,
    },
  );
  const visits = app.get(ShareVisitsService, { strict: false });
  answersLink = new ShareDoor({ visits, headers: PUBLIC_HEADERS, ...doorOptions }).answers;
  registerHttp(app, {
    cors: {
      origins: settings.CORS_ORIGINS,
      openPostPaths: [
        '/graphql',
        /^\/v1\/articles\/[^/]+\/comments(?:\/challenge)?$/,
        /^\/v1\/comments\/[^/]+\/(?:reactions|flags)$/,
      ],
      openEditPaths: [/^\/v1\/comments\/[^/]+$/],
    },
    longUrlPaths: ['/v1/counts'],
    formPaths: ['/v1/media', NOTIFICATION_PATHS],
    errorCodes,
  });
  registerReadAfter(app);
  app.get(ServedOpenApi, { strict: false }).describeWith(() => describeApi(app));
  const docs = app.get(DocsPagesService, { strict: false });
  serveBrowserPage(app, async (request, reply) => sendPage(request, reply, await docs.explorer()));
  return app;
}

/**
 * Builds the application without HTTP and without work of its own between calls, migrated and ready: for commands.
 * @param log takes what the application has to say of failures
 */
export function buildContext(
  environment: AppEnvironment,
  log: (error: unknown) => void,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(rootModule(environment, { background: false, log }), {
    logger: false,
    abortOnError: false,
  });
}

const cacheOf = (settings: Settings): ResponseCache =>
  new ResponseCache({
    maxBytes: settings.RESPONSE_CACHE_SIZE,
    everywhere: EVERYWHERE,
    headers: PUBLIC_HEADERS,
    terms: (secondsToNextTurn) =>
      cdnHeaders({
        secondsToNextTurn,
        hasPurgeTarget: settings.PURGE_URLS.length > 0,
        cdnMaxAge: settings.CDN_MAX_AGE,
      }),
  });

function rootModule(
  { settings, databaseUrl, keys, port }: AppEnvironment,
  { background, cache, memory, log }: Pick<AppOptions, 'background' | 'cache' | 'memory' | 'log'>,
) {
  return AppModule.forRoot({
    settings,
    databaseUrl,
    keys,
    addresses: {
      site: settings.SITE_URL,
      api: publicBaseUrl(settings, port),
      articlePattern: settings.ARTICLE_URL_PATTERN,
    },
    cache,
    memory,
    background,
    log,
  });
}
