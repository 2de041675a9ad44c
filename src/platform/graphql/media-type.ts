import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** What answers are written as (GraphQL over HTTP, section 4). */
export type MediaType = 'application/json' | 'application/graphql-response+json';

const SERVED: MediaType[] = ['application/json', 'application/graphql-response+json'];

/** Clients send few different headers, over and over. */
const chosen = new LRUCache<string, { readonly mediaType: MediaType | null }>({ max: 100 });

/** The media type that an `Accept` header prefers, `application/json` on equal quality; null when it takes neither. */
export function mediaTypeOf(accept: string | undefined): MediaType | null {
  if (!accept) return 'application/json';
  const known = chosen.get(accept);
  if (known) return known.mediaType;
  const mediaType = new Negotiator({ headers: { accept } }).mediaType(SERVED) as MediaType | undefined;
  chosen.set(accept, { mediaType: mediaType ?? null });
  return mediaType ?? null;
}
