import type { ErrorCode } from '../http/error-codes.js';

const row = (code: string, title: string, meaning: string, status = 400): ErrorCode => ({
  code,
  status,
  title,
  meaning,
});

/** Codes of the GraphQL request itself, Apollo Server's own among them; everything else carries the codes of REST. */
export const graphqlErrorCodes: readonly ErrorCode[] = [
  row('QUERY_TOO_DEEP', 'Query too deep', 'The query nests more fields than is allowed.'),
  row(
    'TOO_MANY_ALIASES',
    'Too many aliases',
    'The query uses more aliases or repeated fields than is allowed.',
  ),
  row('QUERY_TOO_COSTLY', 'Query too costly', 'The query asks for more than one operation may.'),
  row('QUERY_TOO_LONG', 'Query too long', 'The query has more tokens than is allowed.'),
  row('BATCH_TOO_LARGE', 'Batch too large', 'The batch holds more operations than is allowed.'),
  row('BAD_USER_INPUT', 'Bad input', 'A variable or an argument does not fit its type.'),
  row('GRAPHQL_PARSE_FAILED', 'Not GraphQL', 'The query is not written in GraphQL.'),
  row('GRAPHQL_VALIDATION_FAILED', 'Invalid query', 'The query does not fit the schema.'),
  row(
    'OPERATION_RESOLUTION_FAILURE',
    'No such operation',
    'The document does not say which operation to run.',
  ),
  row(
    'PERSISTED_QUERY_NOT_FOUND',
    'Persisted query not found',
    'Send the query once more, with its hash.',
    200,
  ),
  row(
    'DOCUMENT_NOT_TRUSTED',
    'Document not trusted',
    'Only documents that the API was started with are served (`TRUSTED_DOCUMENTS_ONLY`).',
  ),
  row(
    'SUBSCRIPTION_NEEDS_WEBSOCKET',
    'Subscription over HTTP',
    'Subscriptions are served over WebSocket only.',
  ),
  row('SUBSCRIPTIONS_ONLY', 'Not a subscription', 'Only subscriptions are served over WebSocket.'),
  row('TOO_MANY_SUBSCRIPTIONS', 'Too many subscriptions', 'The connection holds as many as it may.'),
];
