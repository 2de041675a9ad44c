import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { flightOf } from '../cache/flight.js';
import { surrogateKey } from '../cache/surrogate-key.js';
import type { Tag } from '../cache/tag.js';
import {
  chooseEncoding,
  type ContentEncoding,
  encodeAnswer,
  type EncodedAnswer,
  isUnchanged,
  notModifiedHeaders,
} from './encoding.js';

/** A whole answer before it is encoded. */
export interface JsonAnswer {
  /** The body, already serialised. */
  readonly json: string;
  readonly cacheControl: string;
  /** Cut to whole seconds, the precision of HTTP. */
  readonly lastModified?: Date | null;
  /**
   * What the answer was made from: it is then kept in memory until one of them changes, and says so to a CDN. Only for
   * answers that are the same for all anonymous callers; null or absent for all others.
   */
  readonly tags?: readonly Tag[] | null;
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

/** Answers a read (RFC 9110): negotiated encoding, ETag, 304, HEAD. Headers that hooks have set stay. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: JsonAnswer): Promise<void> {
  const plain = plainAnswer(answer);
  const whole = { ...plain, headers: withVaryOf(reply, plain.headers) };
  if (answer.tags) flightOf(request.raw)?.keep(whole, answer.tags, request.routeOptions.url ?? '');
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
  if (answer.tags) headers['surrogate-key'] = surrogateKey(answer.tags);
  if (answer.link !== undefined) headers['link'] = answer.link;
  for (const name in answer.headers) headers[name.toLowerCase()] = answer.headers[name] as string;
  return { status: answer.status ?? 200, etag, headers, bytes, isAlwaysSent: answer.isAlwaysSent };
}

/** Adds what a hook already said the answer varies by (CORS does, for callers from a listed origin). */
export function withVaryOf(
  reply: FastifyReply,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const earlier = reply.getHeader('vary');
  return earlier === undefined ? headers : { ...headers, vary: `${earlier}, ${headers['vary']}` };
}
