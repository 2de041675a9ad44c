import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { DomainError } from '../api/errors.js';
import { isNotModified } from './conditional.js';

const brotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

export type ContentEncoding = 'identity' | 'gzip' | 'br';

/** One representation of an answer: what a cache keeps, and all that has to be written. */
export interface EncodedAnswer {
  readonly status: number;
  /** Strong, quoted, different for each encoding. */
  readonly etag: string;
  /** Lower-case names; with Content-Length, without the request's own headers (request id, CORS, rate limits). */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** Never turns into a 304. */
  readonly isAlwaysSent?: boolean;
}

/** Below this many bytes compression costs more than it saves. */
const COMPRESS_FROM_BYTES = 1024;

const ETAG_SUFFIX: Readonly<Record<ContentEncoding, string>> = { identity: '', gzip: '-gz', br: '-br' };

/** Another representation of a plain answer. Compresses off the main thread. */
export async function encodeAnswer(plain: EncodedAnswer, encoding: ContentEncoding): Promise<EncodedAnswer> {
  if (encoding === 'identity') return plain;
  const bytes = encoding === 'br' ? await toBrotli(plain.bytes) : await toGzip(plain.bytes, { level: 6 });
  const etag = etagFor(plain, encoding);
  const headers = {
    ...plain.headers,
    'content-encoding': encoding,
    'content-length': String(bytes.length),
    etag,
  };
  return { status: plain.status, etag, headers, bytes };
}

const toBrotli = (bytes: Buffer): Promise<Buffer> =>
  brotli(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 4,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

export const etagFor = (plain: EncodedAnswer, encoding: ContentEncoding): string =>
  `${plain.etag.slice(0, -1)}${ETAG_SUFFIX[encoding]}"`;

/**
 * The encoding that an answer of this many bytes is sent in (RFC 9110, section 12.5.3). On equal quality br comes
 * before gzip before identity; small answers stay as they are unless `identity` is refused.
 * @throws DomainError NOT_ACCEPTABLE when every encoding, identity included, is refused
 */
export function chooseEncoding(acceptEncoding: string | undefined, byteLength: number): ContentEncoding {
  if (acceptEncoding === undefined) return 'identity';
  const ranked = acceptedEncodings(acceptEncoding);
  if (byteLength < COMPRESS_FROM_BYTES && ranked.includes('identity')) return 'identity';
  const [best] = ranked;
  if (best === undefined) {
    throw new DomainError('NOT_ACCEPTABLE', 406, 'Accept-Encoding refuses gzip, br and identity alike.', {
      headers: { Vary: 'Accept-Encoding' },
    });
  }
  return best;
}

const PREFERRED: ContentEncoding[] = ['br', 'gzip', 'identity'];

/** Negotiator ranks by the caller's order on equal quality unless told; the option is missing from its types. */
type RankedEncodings = (available: readonly string[], options: { preferred: string[] }) => ContentEncoding[];

/** What is accepted by a header: browsers send the same few, and reading one takes longer than all the rest. */
const accepted = new LRUCache<string, readonly ContentEncoding[]>({ max: 100 });

function acceptedEncodings(acceptEncoding: string): readonly ContentEncoding[] {
  const known = accepted.get(acceptEncoding);
  if (known) return known;
  const negotiator = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } });
  const ranked = (negotiator.encodings as RankedEncodings).call(negotiator, PREFERRED, {
    preferred: PREFERRED,
  });
  accepted.set(acceptEncoding, ranked);
  return ranked;
}

/** Whether the caller already holds the representation it would get: then nothing needs to be compressed. */
export function isUnchanged(
  method: string,
  headers: IncomingHttpHeaders,
  plain: EncodedAnswer,
  encoding: ContentEncoding,
): boolean {
  if (plain.isAlwaysSent || plain.status !== 200 || (method !== 'GET' && method !== 'HEAD')) return false;
  return isNotModified(headers, etagFor(plain, encoding));
}

const UPDATED = [
  'cache-control',
  'surrogate-control',
  'surrogate-key',
  'vary',
  'last-modified',
  'expires',
  'content-location',
];

/** The headers of a 304: of those that the 200 would have had, the ones that caches update (RFC 9110, 15.4.5). */
export function notModifiedHeaders(
  plain: EncodedAnswer,
  encoding: ContentEncoding,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { etag: etagFor(plain, encoding) };
  for (const name of UPDATED) {
    const value = plain.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}
