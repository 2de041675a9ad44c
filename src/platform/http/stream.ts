import { pipeline, Readable } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withVaryOf } from './answer.js';
import { chooseEncoding, type ContentEncoding } from './encoding.js';

/** An answer that is made while it is sent. It has no entity tag and no date: nobody knows its end beforehand. */
export interface StreamAnswer {
  /** Parts of the text. Not asked for the next one before the last has gone out. */
  readonly chunks: AsyncGenerator<string>;
  readonly contentType: string;
  readonly cacheControl: string;
  /** What the answer varies by beside `Accept-Encoding`. */
  readonly vary: readonly string[];
  /** Seconds after which the connection of a client is closed that takes nothing; 60 when absent. */
  readonly stalledAfter?: number;
}

const STALLED_AFTER = 60;

const COMPRESSORS = {
  gzip: () => createGzip({ level: 6 }),
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
} as const;

/**
 * Sends a stream in the encoding that the caller prefers. The first part is made before anything is sent, so that
 * what fails at once is still answered with a problem; a later failure breaks the connection.
 */
export async function sendStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { chunks, contentType, cacheControl, vary, stalledAfter = STALLED_AFTER }: StreamAnswer,
): Promise<void> {
  const encoding = chooseEncoding(request.headers['accept-encoding'], Infinity);
  const first = await chunks.next();
  const headers: Record<string, string> = {
    'content-type': contentType,
    'cache-control': cacheControl,
    vary: ['Accept-Encoding', ...vary].join(', '),
  };
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  void reply.code(200).headers(withVaryOf(reply, headers));
  if (request.method === 'HEAD') {
    await chunks.return(undefined);
    // Of nothing at all Fastify would say the length, and that is not the length of what GET sends.
    void reply.send(Readable.from([]));
    return;
  }
  // Node closes the connection then, and has no such limit any more when the answer is over.
  request.raw.socket.setTimeout(stalledAfter * 1_000);
  void reply.send(encoded(Readable.from(restOf(first, chunks), { highWaterMark: 1 }), encoding));
}

/** All parts. One that nobody asks for ends the work all the same, also when it is the first. */
function restOf(first: IteratorResult<string>, chunks: AsyncGenerator<string>): AsyncIterable<string> {
  let waiting: IteratorResult<string> | null = first;
  const next = async (): Promise<IteratorResult<string>> => {
    const result = waiting ?? (await chunks.next());
    waiting = null;
    return result;
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: () => chunks.return(undefined) }) };
}

function encoded(source: Readable, encoding: ContentEncoding): Readable {
  if (encoding === 'identity') return source;
  // Whoever reads the compressed stream hears of its failure; there is nothing else to do about it here.
  return pipeline(source, COMPRESSORS[encoding](), () => undefined);
}
