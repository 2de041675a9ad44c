import type { FastifyRequest } from 'fastify';
import { persistedIdOf } from './document-id.js';

/** One operation as a client asks for it. */
export interface GraphqlRequest {
  /** The document; absent where its id says which. */
  readonly query?: string;
  /** The document's id: the SHA-256 of an automatic persisted query, or the id of a trusted document. */
  readonly persistedId?: string;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads what a request asks for, in the ordinary forms: GET, and POST of one operation or a batch of them.
 * @returns null for everything else, which Apollo knows how to refuse
 */
export function readGraphqlRequest(request: FastifyRequest): GraphqlRequest | GraphqlRequest[] | null {
  if (request.method !== 'POST') return fromQuery(request);
  const { body } = request;
  if (!Array.isArray(body)) return fromMembers(body);
  const operations = body.map(fromMembers);
  return operations.length > 0 && operations.every((operation) => operation !== null) ? operations : null;
}

function fromQuery({ query, headers }: FastifyRequest): GraphqlRequest | null {
  if (headers['content-type'] !== undefined && !/^application\/json\s*(;|$)/i.test(headers['content-type'])) {
    return null;
  }
  const { variables, extensions, ...texts } = query as Members;
  try {
    return fromMembers({ ...texts, variables: jsonOf(variables), extensions: jsonOf(extensions) });
  } catch {
    return null;
  }
}

/** @throws SyntaxError, or TypeError for a parameter that is there twice */
function jsonOf(text: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') throw new TypeError('There twice');
  // What is written out must be an object; `null` is one only in a body.
  return JSON.parse(text) ?? [];
}

function fromMembers(body: unknown): GraphqlRequest | null {
  if (!isRecord(body)) return null;
  const { query, operationName, variables, extensions, documentId } = body;
  const isSound =
    isAbsentOr(isText, query) &&
    isAbsentOr(isText, operationName) &&
    isAbsentOr(isText, documentId) &&
    isAbsentOr(isRecord, variables) &&
    isAbsentOr(isRecord, extensions);
  if (!isSound) return null;
  const persistedId = persistedIdOf(extensions ?? {}, documentId);
  if (persistedId === null || !(query || persistedId)) return null;
  return {
    query: query ?? undefined,
    persistedId,
    operationName: operationName ?? undefined,
    variables: variables ?? {},
  };
}

type Guard<T> = (value: unknown) => value is T;

const isText: Guard<string> = (value) => typeof value === 'string';
const isRecord: Guard<Members> = (value): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isAbsentOr = <T>(guard: Guard<T>, value: unknown): value is T | null | undefined =>
  value === undefined || value === null || guard(value);
