import { once } from 'node:events';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, exchange } from '../../../test/support/raw-http.js';
import { sendStream } from './stream.js';

const LINE = 'a line of text that says little & takes its room\n'.repeat(1_000);
let server: FastifyInstance;
let port: number;
/** How the last stream ended. */
let ended: Promise<unknown>;

async function* lines(count: number, failAt: number, end: (how: string) => void): AsyncGenerator<string> {
  try {
    for (let line = 0; line < count; line += 1) {
      if (line === failAt) throw new Error('the database is away');
      yield LINE;
    }
    end('whole');
  } finally {
    end('cut');
  }
}

beforeAll(async () => {
  server = Fastify();
  server.get<{ Params: { count: string }; Querystring: { fail?: string } }>(
    '/:count',
    async (request, reply) => {
      let end: (how: string) => void = () => undefined;
      ended = new Promise((resolve) => (end = resolve));
      const chunks = lines(Number(request.params.count), Number(request.query.fail ?? -1), end);
      await sendStream(request, reply, {
        chunks,
        contentType: 'text/plain',
        cacheControl: 'no-store',
        vary: ['Authorization'],
      });
      return reply;
    },
  );
  await server.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = server.server.address() as { port: number });
});
afterAll(() => server.close());

describe('a stream', () => {
  it('arrives whole in every encoding, without an entity tag', async () => {
    const decoders = { identity: (bytes: Buffer) => bytes, gzip: gunzipSync, br: brotliDecompressSync };
    for (const [encoding, decode] of Object.entries(decoders)) {
      const { status, headers, bytes } = await call(port, '/30', {
        headers: { 'accept-encoding': encoding },
      });
      expect([status, headers['content-encoding'] ?? 'identity']).toEqual([200, encoding]);
      expect(decode(bytes).toString()).toBe(LINE.repeat(30));
      expect(headers.vary).toBe('Accept-Encoding, Authorization');
      expect([headers.etag, headers['last-modified'], headers['content-length']]).toEqual([
        ...[undefined, undefined, undefined],
      ]);
      expect(await ended).toBe('whole');
    }
  });

  it('has the same headers for HEAD, and is not made for it', async () => {
    const [head, get] = [await call(port, '/30', { method: 'HEAD' }), await call(port, '/30')];
    expect([head.status, head.bytes.length, head.headers['content-length']]).toEqual([200, 0, undefined]);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
  });

  it('that fails at once is answered with the failure', async () => {
    expect((await call(port, '/5?fail=0')).status).toBe(500);
  });

  it.each(['identity', 'gzip'])('that fails later breaks off: %s', async (encoding) => {
    const request = call(port, '/400?fail=300', { headers: { 'accept-encoding': encoding } });
    await expect(request).rejects.toThrow();
    expect(await ended).toBe('cut');
  });

  it('that nobody reads any more is not made any further', async () => {
    const connection = exchange(port, 'GET /1000000000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    const [socket] = (await once(server.server, 'connection')) as [{ destroy(): void }];
    await once(server.server, 'request');
    socket.destroy();
    await connection;
    expect(await ended).toBe('cut');
  });
});
