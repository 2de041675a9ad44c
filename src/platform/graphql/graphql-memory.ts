import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { isAnonymous } from '../cache/cache-key.js';
import type { CachedAnswer } from '../cache/cached-answer.js';
import type { FrontDoor } from '../cache/front-door.js';
import type { OwnFlight, ResponseCache } from '../cache/response-cache.js';
import type { Operation } from './documents.js';
import { refusal } from './limits.js';

/** Longer bodies are read by Fastify alone. */
const MOST_BODY_BYTES = 16_384;
/** Characters of requests that are recognised as they come. */
const MOST_CHARACTERS = 4_000_000;

const FORM = Symbol('form');
type Formed = IncomingMessage & { [FORM]?: string };

/**
 * Answers to anonymous queries, in memory. They are kept by what is asked (`keyOf`), whatever it is written like. Which
 * answer a request asks for is remembered by its very bytes, so that it is found before anything is parsed.
 */
export class GraphqlMemory {
  readonly #keys = new LRUCache<string, string>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (key, form) => key.length + form.length,
  });

  #door: FrontDoor | null = null;

  /** @param path where GraphQL is served */
  constructor(
    private readonly cache: ResponseCache,
    private readonly path: string,
  ) {}

  /** Stands before the door of all other requests: answers from memory, and hands on what it has no answer to. */
  before(door: FrontDoor): RequestListener {
    this.#door = door;
    const next = door.handle;
    return (request, response) => {
      if (!this.cache.isOn || !isAnonymous(request.headers) || !isFor(this.path, request)) {
        next(request, response);
      } else if (request.method === 'POST') {
        readBody(request, (body) => this.#answer(body, request, response, next));
      } else {
        this.#answer(request.url ?? '', request, response, next);
      }
    };
  }

  #answer(asked: string, request: IncomingMessage, response: ServerResponse, next: RequestListener): void {
    const { accept = '', 'content-type': type = '' } = request.headers;
    const form = `${request.method === 'POST' ? 'POST' : 'GET'} ${type}\n${accept}\n${asked}`;
    const key = this.#keys.get(form);
    const answer = key === undefined ? undefined : this.cache.find(key);
    if (key !== undefined && answer) {
      this.serve(key, answer, request, response);
      return;
    }
    (request as Formed)[FORM] = form;
    next(request, response);
  }

  /**
   * Finds the answer under a key, or begins it, as `ResponseCache.findOrBegin` does.
   * @returns null for a request whose answer is not to be kept
   */
  async findOrBegin(key: string, request: IncomingMessage): Promise<CachedAnswer | OwnFlight | null> {
    const form = (request as Formed)[FORM];
    if (!this.cache.isOn || form === undefined) return null;
    // Once: a request that cannot be served what is kept comes here again.
    delete (request as Formed)[FORM];
    this.#keys.set(form, key);
    return new Promise((resolve) => this.cache.findOrBegin(key, resolve));
  }

  /** Writes a kept answer. */
  serve(key: string, answer: CachedAnswer, request: IncomingMessage, response: ServerResponse): void {
    this.#door?.serve(key, answer, request, response);
  }
}

/** What tells the answer to a query from all others, but for the method, whose answers have other headers. */
export function keyOf(
  { document, node }: Operation,
  variables: Readonly<Record<string, unknown>>,
  { mediaType, isSafe }: { mediaType: string; isSafe: boolean },
): string {
  const name = node.name?.value ?? '';
  return `graphql ${isSafe ? 'GET' : 'POST'} ${mediaType} ${document.sha256} ${name} ${canonicalJson(variables)}`;
}

/**
 * JSON in which the order of members says nothing.
 * @throws GraphQLError BAD_USER_INPUT for what is nested deeper than can be written: no input is
 */
function canonicalJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_, member: unknown) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
        : member,
    );
  } catch (error) {
    if (error instanceof RangeError) throw refusal('BAD_USER_INPUT', 'The variables are nested too deeply.');
    throw error;
  }
}

/** Whether a request is one for GraphQL that may be answered from memory. */
function isFor(path: string, { method, url = '', headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  if (headers['transfer-encoding'] !== undefined) return false;
  if (method === 'POST') return url === path && Number(length) > 0 && Number(length) <= MOST_BODY_BYTES;
  return (method === 'GET' || method === 'HEAD') && url.startsWith(`${path}?`) && (length ?? '0') === '0';
}

/**
 * Reads a body of known length, and puts it back for whoever reads it next.
 * @param done gets its bytes, a character each
 */
function readBody(request: IncomingMessage, done: (body: string) => void): void {
  const length = Number(request.headers['content-length']);
  const chunks: Buffer[] = [];
  let size = 0;
  const read = (): void => {
    for (let chunk = request.read() as Buffer | null; chunk; chunk = request.read() as Buffer | null) {
      chunks.push(chunk);
      size += chunk.length;
    }
    if (size < length) return;
    request.off('readable', read);
    const [first] = chunks;
    const body = first && chunks.length === 1 ? first : Buffer.concat(chunks);
    // Before its end is announced, which waits until everything has been read.
    request.unshift(body);
    done(body.toString('latin1'));
  };
  request.on('readable', read);
}
