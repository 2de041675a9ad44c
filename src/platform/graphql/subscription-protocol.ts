import type { IncomingMessage } from 'node:http';
import { GraphQLError, getOperationAST, parse, specifiedRules, validate, type GraphQLSchema } from 'graphql';
import { CloseCode, type Context, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { GraphqlContext, GraphqlOptions, ViewerSource } from './apollo-config.js';
import { CostCalculator } from './cost.js';
import { errorFormatter } from './error-format.js';
import { limitsRule, refusal } from './limits.js';

const MAX_SUBSCRIPTIONS = 20;
const INIT_TIMEOUT_MS = 3_000;

/** What is kept of one connection. `viewer` is known once the connection is acknowledged. */
export interface Connection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  viewer?: unknown;
}

type Payload = Record<string, unknown> | undefined;
type Options = ServerOptions<Payload, Connection>;

/**
 * The rules of `graphql-transport-ws` here: subscriptions only, under the limits and with the error codes of HTTP,
 * errors masked in every message. At most 20 subscriptions live on a connection (`TOO_MANY_SUBSCRIPTIONS`), and
 * it closes with 4408 unless `connection_init` comes within 3 s. The viewer is that of `authorization` in its
 * payload, else of the upgrade request, and stays for the whole connection; where there can be none, the
 * connection closes with 4403 (4500 for a fault of the server) and the error's code as its reason.
 */
export function subscriptionProtocol(options: GraphqlOptions, schema: () => GraphQLSchema): Options {
  const format = errorFormatter(options.limits, options.log);
  const prepare = preparation(options, schema);
  return {
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect: async (connection) => {
      try {
        connection.extra.viewer = await options.viewerOf(viewerSource(connection));
        return true;
      } catch (error) {
        const code = String(format(error).extensions?.code);
        const fault = code === 'INTERNAL_ERROR' ? CloseCode.InternalServerError : CloseCode.Forbidden;
        connection.extra.socket.close(fault, code);
        return false;
      }
    },
    context: ({ extra }): GraphqlContext => ({ viewer: extra.viewer }),
    onSubscribe: ({ subscriptions }, _id, payload) => {
      if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS) {
        const message = `A connection holds at most ${MAX_SUBSCRIPTIONS} subscriptions.`;
        return [refusal('TOO_MANY_SUBSCRIPTIONS', message)];
      }
      return prepare(payload);
    },
    onNext: (_connection, _id, _payload, _args, result) =>
      result.errors && { ...result, errors: result.errors.map(format) },
    onError: (_connection, _id, _payload, errors) => errors.map(format),
  };
}

/** Parses, limits and validates one operation: what Apollo does over HTTP. Gives its errors or how to execute it. */
function preparation(options: GraphqlOptions, schemaOf: () => GraphQLSchema) {
  const { limits, introspection } = options;
  const rules = [...specifiedRules, limitsRule(limits)];
  const costs = new CostCalculator(limits);
  return ({ query, operationName, variables }: SubscribePayload) => {
    try {
      const schema = schemaOf();
      const document = parse(query, { maxTokens: limits.tokens });
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
      if (error instanceof GraphQLError) return [recoded(error, 'GRAPHQL_PARSE_FAILED')];
      throw error;
    }
  };
}

/** A copy with a code, unless the error brought one of its own (a limit, a scalar). */
function recoded(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions } = error;
  return new GraphQLError(message, { nodes, source, positions, extensions: { code, ...error.extensions } });
}

function viewerSource({ extra, connectionParams }: Context<Payload, Connection>): ViewerSource {
  const { headers } = extra.request;
  const given = connectionParams?.authorization ?? connectionParams?.Authorization;
  return { headers: typeof given === 'string' ? { ...headers, authorization: given } : headers };
}
