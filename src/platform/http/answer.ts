import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { DomainError } from '../api/errors.js';
import { isNotModified } from './conditional.js';

const brotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** A whole answer before it is encoded. */
export interface JsonAnswer {
  /** The body, already serialised. */
  readonly json: string;
  readonly cacheControl: string;
  /** Cut to whole seconds, the precision of HTTP. */
  readonly lastModified?: Date | null;
  /** Cache tags for a CDN, each without spaces. */
  readonly surrogateKeys?: readonly string[];
  /** The value of `Link`. */
  readonly link?: string;
  /** What the answer varies by beside `Accept-Encoding`. */
  readonly vary?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The opaque part of the ETag (`v3` for `"v3"`); a hash of the body when absent. */
  readonly entityTag?: string;
  /** Whether `entityTag` may stay while the answer changes: then it never turns into a 304. */
  readonly isAlwaysSent?: boolean;
  /** 200 when absent. Only a 200 can turn into a 304. */
  readonly status?: number;
}

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

/** Answers a read (RFC 9110): negotiated encoding, ETag, 304, HEAD. Headers that hooks have set stay. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: JsonAnswer): Promise<void> {
  const plain = plainAnswer(answer);
  return sendEncoded(request, reply, plain, (encoding) => encodeAnswer(plain, encoding));
}

/**
 * The same for an answer that is at hand already.
 * @param encode gives the answer in another encoding than `identity`
 */
export async function sendEncoded(
  request: FastifyRequest,
  reply: FastifyReply,
  plain: EncodedAnswer,
  encode: (encoding: ContentEncoding) => Promise<EncodedAnswer>,
): Promise<void> {
  const encoding = chooseEncoding(request.headers['accept-encoding'], plain.bytes.length);
  if (isUnchanged(request.method, request.headers, plain, encoding)) {
    void reply
      .code(304)
      .headers(withVaryOf(reply, notModifiedHeaders(plain, encoding)))
      .send();
    return;
  }
  const encoded = encoding === 'identity' ? plain : await encode(encoding);
  // Through Fastify: measured, hijacking the reply and merging its headers by hand is slower.
  void reply.code(encoded.status).headers(withVaryOf(reply, encoded.headers)).send(encoded.bytes);
}

/** The answer as it is, unencoded. Every other representation is made from this one. */
export function plainAnswer(answer: JsonAnswer): EncodedAnswer {
  const bytes = Buffer.from(answer.json);
  // 132 of SHA-256's bits: no two answers of one URL will ever share them.
  const tag = answer.entityTag ?? hash('sha256', bytes, 'base64url').slice(0, 22);
  const etag = `"${tag}"`;
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(bytes.length),
    'cache-control': answer.cacheControl,
    etag,
    vary: answer.vary?.length ? `Accept-Encoding, ${answer.vary.join(', ')}` : 'Accept-Encoding',
  };
  if (answer.lastModified) headers['last-modified'] = answer.lastModified.toUTCString();
  if (answer.surrogateKeys?.length) headers['surrogate-key'] = answer.surrogateKeys.join(' ');
  if (answer.link !== undefined) headers['link'] = answer.link;
  for (const name in answer.headers) headers[name.toLowerCase()] = answer.headers[name] as string;
  return { status: answer.status ?? 200, etag, headers, bytes, isAlwaysSent: answer.isAlwaysSent };
}

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

const etagFor = (plain: EncodedAnswer, encoding: ContentEncoding): string =>
  `${plain.etag.slice(0, -1)}${ETAG_SUFFIX[encoding]}"`;

/**
 * The encoding that an answer of this many bytes is sent in (RFC 9110, section 12.5.3). On equal quality br comes
 * before gzip before identity; small answers stay as they are unless `identity` is refused.
 * @throws DomainError NOT_ACCEPTABLE when every encoding, identity included, is refused
 */
export function chooseEncoding(acceptEncoding: string | undefined, byteLength: number): ContentEncoding {
  if (acceptEncoding === undefined) return 'identity';
  const accepted = acceptedEncodings(acceptEncoding);
  if (byteLength < COMPRESS_FROM_BYTES && accepted.includes('identity')) return 'identity';
  const [best] = accepted;
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

function acceptedEncodings(acceptEncoding: string): ContentEncoding[] {
  const negotiator = new Negotiator({ headers: { 'accept-encoding': acceptEncoding } });
  return (negotiator.encodings as RankedEncodings).call(negotiator, PREFERRED, { preferred: PREFERRED });
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

/** The headers of a 304: of those that the 200 would have had, the ones that caches update (RFC 9110, 15.4.5). */
export function notModifiedHeaders(
  plain: EncodedAnswer,
  encoding: ContentEncoding,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { etag: etagFor(plain, encoding) };
  for (const name of ['cache-control', 'vary', 'last-modified', 'expires', 'content-location']) {
    const value = plain.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

/** Adds what a hook already said the answer varies by (CORS does, for callers from a listed origin). */
export function withVaryOf(
  reply: FastifyReply,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const earlier = reply.getHeader('vary');
  return earlier === undefined ? headers : { ...headers, vary: `${earlier}, ${headers['vary']}` };
}
