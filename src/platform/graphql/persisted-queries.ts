import { LRUCache } from 'lru-cache';
import { sha256 } from './documents.js';
import type { GraphqlRequest } from './graphql-request.js';
import { refusal } from './limits.js';
import { Refused } from './refused.js';
import type { TrustedDocuments } from './trusted-documents.js';

/** Characters of automatic persisted queries that are kept; the least recently used go first. */
const MAX_CHARACTERS = 8_000_000;

/** What a request names its document by. */
type Naming = Pick<GraphqlRequest, 'query' | 'persistedId'>;

/** Finds the text of a request's document: trusted, sent before by its hash, or sent now. */
export class PersistedQueries {
  readonly #sent = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (text) => text.length,
  });

  constructor(private readonly trusted: TrustedDocuments) {}

  /** @throws Refused DOCUMENT_NOT_TRUSTED, PERSISTED_QUERY_NOT_FOUND; BAD_USER_INPUT for the hash of another text */
  textOf({ query, persistedId }: Naming): string {
    const known = persistedId === undefined ? undefined : this.trusted.textOf(persistedId);
    if (known === undefined) this.trusted.check(query);
    if (persistedId === undefined) return query as string;
    const text = known ?? (query === undefined ? this.#sent.get(persistedId) : query);
    if (text === undefined) throw notFound();
    if (query !== undefined && query !== known && sha256(query) !== persistedId) throw anotherText();
    return text;
  }

  /** Keeps the text of a request that sent its hash along, once it is known to be an operation that can run. */
  keep({ query, persistedId }: Naming): void {
    if (query === undefined || persistedId === undefined || this.trusted.textOf(persistedId)) return;
    this.#sent.set(persistedId, query);
  }
}

/** As Apollo's clients expect it: not an error of HTTP, and for no cache to keep. */
const notFound = (): Refused =>
  new Refused([refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')], 200, {
    'cache-control': 'private, no-cache, must-revalidate',
  });

const anotherText = (): Refused =>
  new Refused([refusal('BAD_USER_INPUT', 'provided sha does not match query')]);
