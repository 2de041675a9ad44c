import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'identity' | 'gzip' | 'br';

/** What is sent for a request. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
  /** The body in other encodings, where they were made beforehand. */
  readonly encoded?: Partial<Readonly<Record<Encoding, Buffer>>>;
}

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

/** Below this many bytes compression costs more than it saves. */
const COMPRESS_FROM = 1_000;

/** @param effort of brotli: 11 for what is compressed once, 4 for what is compressed for each request */
export async function encode(body: Buffer, encoding: Encoding, effort = 4): Promise<Buffer> {
  if (encoding === 'identity') return body;
  if (encoding === 'gzip') return toGzip(body, { level: effort > 4 ? 9 : 6 });
  return toBrotli(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: effort, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}

/** The best encoding that is not refused (RFC 9110, section 12.5.3). */
function encodingFor(accepted: string, body: Buffer): Encoding {
  if (body.length < COMPRESS_FROM) return 'identity';
  const allows = (name: string): boolean =>
    accepted.split(',').some((one) => {
      const [coding, weight = ''] = one.split(';').map((part) => part.trim().toLowerCase());
      return coding === name && !/^q=0(\.0+)?$/.test(weight);
    });
  if (allows('br')) return 'br';
  return allows('gzip') ? 'gzip' : 'identity';
}

/** Sends an answer in the encoding that suits, or 304 to a reader who has it already. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  const plain = Buffer.from(answer.body);
  const encoding = encodingFor(String(request.headers['accept-encoding'] ?? ''), plain);
  const vary = [answer.headers['vary'] ?? [], 'Accept-Encoding'].flat().join(', ');
  const headers: Record<string, string | string[]> = { ...(answer.headers as Record<string, string>), vary };
  if (answer.status === 200) {
    const etag = `"${hash('sha256', plain, 'base64url').slice(0, 22)}-${encoding}"`;
    headers['etag'] = etag;
    if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) {
      response.writeHead(304, headers).end();
      return;
    }
  }
  const bytes = answer.encoded?.[encoding] ?? (await encode(plain, encoding));
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  headers['content-length'] = String(bytes.length);
  response.writeHead(answer.status, headers).end(request.method === 'HEAD' ? undefined : bytes);
}

/** Sends readers on; 301 for good, 303 to what came of a form. */
export const redirect = (status: 301 | 303, location: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'cache-control': status === 301 ? 'public, max-age=60' : 'no-store', ...headers, location },
  body: '',
});
