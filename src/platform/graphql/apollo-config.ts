import type { IncomingHttpHeaders } from 'node:http';
import { HeaderMap, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { DomainError } from '../api/errors.js';
import { CostCalculator } from './cost.js';
import { errorFormatter, statusOf } from './error-format.js';
import type { GraphqlMemory } from './graphql-memory.js';
import { batchTooLarge, limitsRule, refusal, type GraphqlLimits } from './limits.js';
import { noteMomentary } from './momentary.js';
import { resolvePlainly } from './planned-field.js';
import { notTrusted, type TrustedDocumentsOptions } from './trusted-documents.js';

/** Where GraphQL is served, over HTTP and WebSocket. */
export const GRAPHQL_PATH = '/graphql';

/** Injection token of the `GraphqlOptions`. */
export const GRAPHQL_OPTIONS = Symbol('GRAPHQL_OPTIONS');

/** What a viewer is recognised by: an HTTP request, or the headers of a WebSocket connection. */
export type ViewerSource = FastifyRequest | { readonly headers: IncomingHttpHeaders };

export interface GraphqlOptions {
  readonly limits: GraphqlLimits;
  readonly introspection: boolean;
  /** The viewer of a request. May throw a `DomainError` (say, `UNAUTHENTICATED`), which refuses the request. */
  readonly viewerOf: (source: ViewerSource) => unknown;
  /** Whether `viewerOf` would still recognise a caller who is connected. Does not count as a request. */
  readonly isKnown: (source: ViewerSource) => Promise<boolean>;
  /** Calls whenever callers may have lost their rights. @returns ends it */
  readonly onRevocation: (listener: () => void) => () => void;
  /** Documents that are known beforehand; none when absent. */
  readonly trustedDocuments?: TrustedDocumentsOptions;
  /** Where answers to anonymous queries are kept; null or absent keeps none. */
  readonly memory?: GraphqlMemory | null;
  /** Where the schema is written as SDL, sorted; null writes none. */
  readonly schemaFile: string | null;
  /** Takes every error that clients do not see. */
  readonly log: (error: unknown) => void;
}

/** What resolvers get as context over HTTP. Over WebSocket there is only `viewer`. */
export interface GraphqlContext<Viewer = unknown> {
  readonly viewer: Viewer;
  readonly request?: FastifyRequest;
  readonly reply?: FastifyReply;
  /** Set when a field gives what is for the caller and this moment alone, so that nobody may keep the answer. */
  isMomentary?: boolean;
}

/**
 * The configuration of Apollo Server for Nest's `GraphQLModule`, HTTP only. The ordinary requests are served before it
 * (`GraphqlEdge`); what comes here is refused in most cases, under the same limits. Subscriptions are served by
 * `GraphqlSocketServer`, since Nest's own WebSocket server takes neither a message size nor an error mask.
 *
 * A variable that does not fit its type answers 400, as is the default since Apollo Server 5 (which warns when
 * `status400ForVariableCoercionErrors` is given).
 */
export function apolloConfig(options: GraphqlOptions): ApolloDriverConfig {
  const { limits, introspection, log } = options;
  const format = errorFormatter(limits, log);
  return {
    driver: ApolloDriver,
    path: GRAPHQL_PATH,
    autoSchemaFile: options.schemaFile ?? true,
    sortSchema: true,
    transformSchema: (schema) => noteMomentary(resolvePlainly(schema)),
    // Nest's page loads its scripts from a CDN.
    graphiql: false,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    // A plain GET is part of the specification. Nothing is forged by it: no cookie says who calls, GET runs no
    // mutations, and a POST must be JSON, for which browsers ask first.
    csrfPrevention: false,
    allowBatchedHttpRequests: true,
    cache: 'bounded',
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [limitsRule(limits)],
    plugins: [ApolloServerPluginCacheControlDisabled(), operationPlugin(options)],
    formatError: (_formatted, error) => format(error),
    logger: apolloLogger(log),
    context: contextFactory(options),
  };
}

/**
 * Refuses what validation cannot: costly operations (their variables are known now), subscriptions, and everything
 * where only trusted documents are served, which never come here.
 */
function operationPlugin({ limits, trustedDocuments }: GraphqlOptions): ApolloServerPlugin {
  const costs = new CostCalculator(limits);
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request }) => {
        // Without one, execution answers OPERATION_RESOLUTION_FAILURE.
        if (!operation) return;
        if (trustedDocuments?.only) throw notTrusted();
        if (operation.operation === 'subscription') {
          throw refusal('SUBSCRIPTION_NEEDS_WEBSOCKET', 'Subscriptions are served over WebSocket only.');
        }
        costs.check(schema, document, operation, request.variables ?? {});
      },
    }),
  };
}

/** Builds `{ viewer, request, reply }`. The first place that sees a request, so the size of a batch is judged here. */
const contextFactory =
  ({ limits, viewerOf }: GraphqlOptions) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<GraphqlContext> => {
    // The answer depends on who asks, and a cache cannot tell what it was made from.
    void reply.header('cache-control', 'no-store');
    if (Array.isArray(request.body) && request.body.length > limits.batch) throw batchTooLarge(limits.batch);
    try {
      return { viewer: await viewerOf(request), request, reply };
    } catch (error) {
      throw requestRefused(error);
    }
  };

/** Gives an expected failure its HTTP status and headers; without them Apollo answers 500. */
function requestRefused(error: unknown): unknown {
  const status = statusOf(error);
  if (status === null || !(error instanceof Error)) return error;
  const headers = new HeaderMap(error instanceof DomainError ? Object.entries(error.headers) : []);
  return new GraphQLError(error.message, { originalError: error, extensions: { http: { status, headers } } });
}

function apolloLogger(log: (error: unknown) => void): NonNullable<ApolloServerOptions<never>['logger']> {
  const silent = (): void => undefined;
  return { debug: silent, info: silent, warn: log, error: log };
}
