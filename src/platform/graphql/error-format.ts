import { HttpException } from '@nestjs/common';
import { GraphQLError, Kind, type GraphQLFormattedError } from 'graphql';
import { DomainError, type FieldError } from '../api/errors.js';
import { isUnavailable } from '../http/unavailable.js';
import { tooLong, type GraphqlLimits } from './limits.js';
import { withoutValues } from './quoted-values.js';

export type ErrorFormatter = (error: unknown) => GraphQLFormattedError;

interface PublicError {
  readonly message: string;
  readonly extensions: { readonly code: string } & Readonly<Record<string, unknown>>;
}

const INTERNAL: PublicError = {
  message: 'Something went wrong on our side.',
  extensions: { code: 'INTERNAL_ERROR' },
};

const UNAVAILABLE: PublicError = {
  message: 'The service cannot answer right now.',
  extensions: { code: 'UNAVAILABLE' },
};

const HTTP_CODES: Readonly<Record<number, string>> = {
  400: 'INVALID_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'BODY_TOO_LARGE',
  422: 'INVALID_INPUT',
  429: 'RATE_LIMITED',
};

/** graphql-js has no code for it; the start of the message cannot be imitated by a document's own text. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens\./;

/** An `originalError` chain is short; a longer one is a loop. */
const MAX_CHAIN = 16;

/**
 * Turns any error into what a client may read. `path` and `locations` are kept.
 *
 * - A `DomainError` or Nest `HttpException` anywhere in the chain of `originalError`: its detail and code, with
 *   `errors` and the extra members.
 * - An error of the GraphQL request itself (syntax, validation, limits, variables, arguments), and a
 *   `GraphQLError` thrown on purpose with `extensions.code`: its message, without the values it quotes, and code.
 * - A database that does not answer for now: `UNAVAILABLE`. Everything else: `INTERNAL_ERROR` with a fixed message.
 *   The cause goes to `log`.
 */
export function errorFormatter(limits: GraphqlLimits, log: (error: unknown) => void): ErrorFormatter {
  return (error) => {
    const chain = chainOf(error);
    const known = expected(chain) ?? requestFault(chain, limits);
    if (!known) log(chain.at(-1));
    const { message, extensions } = known ?? (chain.some(isUnavailable) ? UNAVAILABLE : INTERNAL);
    return { message, ...(error instanceof GraphQLError ? placeOf(error) : {}), extensions };
  };
}

/** The HTTP status of an expected failure of a whole request (no resolver ran yet), or null for anything else. */
export function statusOf(error: unknown): number | null {
  if (error instanceof DomainError) return error.status;
  return error instanceof HttpException ? error.getStatus() : null;
}

/** The error and its causes, outermost first. */
function chainOf(error: unknown): unknown[] {
  const chain = [error];
  for (let next = error; next instanceof GraphQLError && chain.length < MAX_CHAIN;) {
    if (!next.originalError) break;
    next = next.originalError;
    chain.push(next);
  }
  return chain;
}

function placeOf(error: GraphQLError): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  return {
    ...(error.locations && { locations: error.locations }),
    ...(error.path && { path: error.path }),
  };
}

function expected(chain: readonly unknown[]): PublicError | null {
  for (const error of chain) {
    if (error instanceof DomainError) return ofDomain(error);
    if (error instanceof HttpException) return ofHttp(error);
  }
  return null;
}

function ofDomain(error: DomainError): PublicError {
  const errors = error.errors.length > 0 ? { errors: error.errors } : {};
  return { message: error.message, extensions: { ...error.extra, code: error.code, ...errors } };
}

function ofHttp(error: HttpException): PublicError | null {
  const status = error.getStatus();
  if (status === 503) return UNAVAILABLE;
  if (status >= 500) return null;
  const code = HTTP_CODES[status] ?? 'BAD_REQUEST';
  const errors = code === 'INVALID_INPUT' ? faultsOf(error.getResponse()) : [];
  return { message: error.message, extensions: { code, ...(errors.length > 0 && { errors }) } };
}

/**
 * The faulty parts of an input: `errors` of the exception's body as they are, else the messages of Nest's
 * `ValidationPipe`, which do not say their field reliably and so point at the whole input.
 */
function faultsOf(response: string | object): readonly FieldError[] {
  if (typeof response === 'string') return [];
  if ('errors' in response && Array.isArray(response.errors)) return response.errors.filter(isFieldError);
  if (!('message' in response) || !Array.isArray(response.message)) return [];
  return response.message.map((detail) => ({ pointer: '', code: 'INVALID_INPUT', detail: String(detail) }));
}

function isFieldError(value: unknown): value is FieldError {
  const field = value as Partial<FieldError> | null;
  return [field?.pointer, field?.code, field?.detail].every((part) => typeof part === 'string');
}

/** The public form of an error that GraphQL itself raised, or null where the fault is the server's. */
function requestFault(chain: readonly unknown[], limits: GraphqlLimits): PublicError | null {
  if (!chain.every((error) => error instanceof GraphQLError)) return null;
  const [outer] = chain;
  const root = chain.at(-1);
  if (!outer || !root) return null;
  const code = codeOf(chain) ?? (isClientFault(outer, root) ? 'BAD_USER_INPUT' : null);
  if (code === null) return null;
  if (code === 'GRAPHQL_PARSE_FAILED' && TOO_MANY_TOKENS.test(outer.message)) {
    return { message: tooLong(limits.tokens), extensions: { code: 'QUERY_TOO_LONG' } };
  }
  return { message: withoutValues(outer, root), extensions: { code } };
}

/** The innermost code: Apollo wraps a validation rule's error in one with a more general code. */
function codeOf(chain: readonly GraphQLError[]): string | null {
  const code = chain.findLast((error) => typeof error.extensions.code === 'string')?.extensions.code;
  return typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR' ? code : null;
}

/**
 * Whether an error without a code is the client's: it stopped the request before execution (it has no path), or
 * it points at a value in the document, as graphql-js does for arguments. Faults of the server (a leaf that does
 * not serialize, an unknown type of an abstract value) have no place of their own or point at the field.
 */
function isClientFault(outer: GraphQLError, root: GraphQLError): boolean {
  if (!outer.path) return true;
  const place = root.nodes?.[0];
  return place !== undefined && place.kind !== Kind.FIELD;
}
