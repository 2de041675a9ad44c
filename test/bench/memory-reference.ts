/**
 * What answers from memory are measured against, in a process of its own: `node:http` and a `Map`, by address or by
 * body. The bytes are those of the product, which is asked the first time.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyOf } from './request-body.js';
import { PLAIN } from './requests.js';

export interface MemoryReferenceConfig {
  /** Address of the product. */
  readonly origin: string;
}

interface Kept {
  readonly status: number;
  /** Of a redirect. */
  readonly location: string | null;
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
}

process.once('message', ({ origin }: MemoryReferenceConfig) => {
  const kept = new Map<string, Kept>();

  async function fill(key: string, request: IncomingMessage, body?: string): Promise<Kept> {
    const { 'user-agent': agent = '' } = request.headers;
    const headers: Record<string, string> = { ...PLAIN, 'user-agent': agent };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const said = { method: request.method, headers, body, redirect: 'manual' } as const;
    const asked = await fetch(`${origin}${request.url}`, said);
    if (asked.status !== 200 && asked.status !== 302) throw new Error(`${request.url}: ${asked.status}`);
    const entry = {
      status: asked.status,
      location: asked.headers.get('location'),
      bytes: Buffer.from(await asked.arrayBuffer()),
      type: asked.headers.get('content-type') ?? '',
      etag: asked.headers.get('etag') ?? '',
    };
    kept.set(key, entry);
    return entry;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = request.method === 'POST' ? await bodyOf(request) : undefined;
    const key = body ?? (request.url as string);
    answer(request, response, kept.get(key) ?? (await fill(key, request, body)));
  }

  const server = createServer((request, response) => {
    const known = request.method === 'GET' && kept.get(request.url as string);
    if (known) return answer(request, response, known);
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
});
process.once('disconnect', () => process.exit());

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, location, bytes, type, etag }: Kept,
): void {
  if (location !== null) {
    response.writeHead(status, { location, 'content-length': 0 }).end();
    return;
  }
  if (etag !== '' && request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length, etag });
  response.end(bytes);
}
