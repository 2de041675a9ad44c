import { GraphQLError, getOperationAST, parse, specifiedRules, validate, type GraphQLSchema } from 'graphql';
import { CloseCode, type Context, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import type { GraphqlContext, GraphqlOptions, ViewerSource } from './apollo-config.js';
import { type Connection, type ConnectionWatch, refuse } from './connection-watch.js';
import { CostCalculator } from './cost.js';
import { persistedIdOf } from './document-id.js';
import { errorFormatter } from './error-format.js';
import { limitsRule, refusal } from './limits.js';
import type { PersistedQueries } from './persisted-queries.js';
import { recoded, Refused } from './refused.js';

const MAX_SUBSCRIPTIONS = 20;
const INIT_TIMEOUT_MS = 3_000;

type Payload = Record<string, unknown> | undefined;
type Options = ServerOptions<Payload, Connection>;

/**
 * The rules of `graphql-transport-ws` here: subscriptions only, under the limits and with the error codes of HTTP,
 * errors masked in every message. At most 20 subscriptions live on a connection (`TOO_MANY_SUBSCRIPTIONS`), and
 * it closes with 4408 unless `connection_init` comes within 3 s. The viewer is that of `authorization` in its
 * payload, else of the upgrade request, found anew for every subscription; where there can be none, the connection
 * closes with 4403 (4500 for a fault of the server) and the error's code as its reason. From `connection_init` on,
 * `watch` ends it when its caller is no longer known.
 */
export function subscriptionProtocol(
  options: GraphqlOptions,
  schema: () => GraphQLSchema,
  persisted: PersistedQueries,
  watch: ConnectionWatch,
): Options {
  const format = errorFormatter(options.limits, options.log);
  const prepare = preparation(options, schema, persisted);
  return {
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect: async (connection) => {
      const source = viewerSource(connection);
      // Before the caller is looked up: no revocation falls between the two.
      watch.add(connection.extra, source);
      try {
        await options.viewerOf(source);
        return true;
      } catch (error) {
        const code = String(format(error).extensions?.code);
        const fault = code === 'INTERNAL_ERROR' ? CloseCode.InternalServerError : CloseCode.Forbidden;
        connection.extra.socket.close(fault, code);
        return false;
      }
    },
    onSubscribe: async (connection, _id, payload) => {
      if (Object.keys(connection.subscriptions).length > MAX_SUBSCRIPTIONS) {
        const message = `A connection holds at most ${MAX_SUBSCRIPTIONS} subscriptions.`;
        return [refusal('TOO_MANY_SUBSCRIPTIONS', message)];
      }
      try {
        const contextValue: GraphqlContext = { viewer: await options.viewerOf(viewerSource(connection)) };
        const prepared = prepare(payload);
        return Array.isArray(prepared) ? prepared : { ...prepared, contextValue };
      } catch (error) {
        const refused = error instanceof Error ? error : new Error(String(error));
        if (format(refused).extensions?.code === 'UNAUTHENTICATED') refuse(connection.extra.socket);
        return [new GraphQLError(refused.message, { originalError: refused })];
      }
    },
    onNext: (_connection, _id, _payload, _args, result) =>
      result.errors && { ...result, errors: result.errors.map(format) },
    onError: (_connection, _id, _payload, errors) => errors.map(format),
  };
}

/** Parses, limits and validates one operation, as over HTTP. Gives its errors or how to execute it. */
function preparation(options: GraphqlOptions, schemaOf: () => GraphQLSchema, persisted: PersistedQueries) {
  const { limits, introspection } = options;
  const rules = [...specifiedRules, limitsRule(limits)];
  const costs = new CostCalculator(limits);
  return ({ query, operationName, variables, extensions }: SubscribePayload) => {
    try {
      const schema = schemaOf();
      const persistedId = persistedIdOf(extensions ?? {}, undefined) ?? undefined;
      const text = persisted.textOf({ query: query || undefined, persistedId });
      const document = parse(text, { maxTokens: limits.tokens });
      const operation = getOperationAST(document, operationName);
      if (operation && operation.operation !== 'subscription') {
        return [refusal('SUBSCRIPTIONS_ONLY', 'Only subscriptions are served over WebSocket.', operation)];
      }
      const errors = validate(schema, document, rules, { hideSuggestions: !introspection });
      if (errors.length > 0) return errors.map((error) => recoded(error, 'GRAPHQL_VALIDATION_FAILED'));
      if (!operation)
        return [refusal('OPERATION_RESOLUTION_FAILURE', 'The operation cannot be told by its name.')];
      costs.check(schema, document, operation, variables ?? {});
      return { schema, document, operationName, variableValues: variables };
    } catch (error) {
      if (error instanceof Refused) return [...error.errors];
      if (error instanceof GraphQLError) return [recoded(error, 'GRAPHQL_PARSE_FAILED')];
      throw error;
    }
  };
}

function viewerSource({ extra, connectionParams }: Context<Payload, Connection>): ViewerSource {
  const { headers } = extra.request;
  const given = connectionParams?.authorization ?? connectionParams?.Authorization;
  return { headers: typeof given === 'string' ? { ...headers, authorization: given } : headers };
}
