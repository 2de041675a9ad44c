import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isNotModified } from '../platform/http/conditional.js';

/** What is sent of a picture. */
export interface PictureAnswer {
  readonly mediaType: string;
  readonly bytes: number;
  /** The opaque part of the ETag: it changes with the bytes. */
  readonly entityTag: string;
  readonly cacheControl: string;
  /** Whether `Accept` decided on the format. */
  readonly isNegotiated: boolean;
  /** Not called where no content is sent. */
  readonly content: () => Promise<Buffer | Readable>;
}

/** The ETag of content that is at hand. 132 of SHA-256's bits, as for other answers. */
export const entityTagOf = (content: Buffer): string => hash('sha256', content, 'base64url').slice(0, 22);

const HEADERS = {
  'content-disposition': 'inline',
  // Opened by itself a picture may load nothing, run nothing, and is of no origin.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  // Sites with `Cross-Origin-Embedder-Policy` may show it too.
  'cross-origin-resource-policy': 'cross-origin',
};

/** Answers with a picture: 304 to whoever has it, its headers alone to HEAD. Pictures are not compressed again. */
export async function sendPicture(
  request: FastifyRequest,
  reply: FastifyReply,
  { mediaType, bytes, entityTag, cacheControl, isNegotiated, content }: PictureAnswer,
): Promise<void> {
  const etag = `"${entityTag}"`;
  const earlier = reply.getHeader('vary');
  const vary = [...(earlier === undefined ? [] : [String(earlier)]), ...(isNegotiated ? ['Accept'] : [])];
  void reply.headers({ etag, 'cache-control': cacheControl });
  if (vary.length > 0) void reply.header('vary', vary.join(', '));
  if (isNotModified(request.headers, etag)) {
    void reply.code(304).send();
    return;
  }
  void reply.code(200).headers({ ...HEADERS, 'content-type': mediaType, 'content-length': String(bytes) });
  // Of nothing at all Fastify would say the length, and that is not the length of what GET sends.
  void reply.send(request.method === 'HEAD' ? Readable.from([]) : await content());
}
