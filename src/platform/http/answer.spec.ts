import Fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/raw-http.js';
import { surrogateKey } from '../cache/surrogate-key.js';
import { tagOf } from '../cache/tag.js';
import { plainAnswer, sendAnswer, type JsonAnswer } from './answer.js';
import { matchesEtag } from './conditional.js';
import { chooseEncoding, encodeAnswer } from './encoding.js';

const long: JsonAnswer = {
  json: JSON.stringify({ text: 'Größe und Maß. '.repeat(200) }),
  cacheControl: 'public, max-age=5',
  lastModified: new Date('2026-03-01T12:00:00.750Z'),
  tags: [tagOf('article:1'), tagOf('section:2')],
  link: '</next>; rel="next"',
  vary: ['Accept'],
  headers: { 'X-Extra': 'yes' },
};
const answers: Record<string, JsonAnswer> = {
  '/long': long,
  '/small': { json: '{"a":1}', cacheControl: 'no-store', entityTag: 'v3', lastModified: null },
  '/created': { json: '{"a":1}', cacheControl: 'no-store', entityTag: 'v1', status: 201 },
};

let server: FastifyInstance;
let port: number;

beforeAll(async () => {
  server = Fastify();
  for (const [path, answer] of Object.entries(answers)) {
    server.get(path, async (request, reply) => {
      await sendAnswer(request, reply, answer);
      return reply;
    });
  }
  server.post('/small', (request, reply) => sendAnswer(request, reply, answers['/small'] as JsonAnswer));
  await server.listen({ port: 0, host: '127.0.0.1' });
  port = (server.server.address() as AddressInfo).port;
});

afterAll(() => server.close());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  call(port, path, { method, headers });

describe('an answer', () => {
  it('comes whole, with its headers', async () => {
    const { status, headers, text } = await get('/long');
    expect(status).toBe(200);
    expect(text).toBe(long.json);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(long.json)),
      'cache-control': 'public, max-age=5',
      'last-modified': 'Sun, 01 Mar 2026 12:00:00 GMT',
      'surrogate-key': surrogateKey([tagOf('article:1'), tagOf('section:2')]),
      link: '</next>; rel="next"',
      vary: 'Accept-Encoding, Accept',
      'x-extra': 'yes',
    });
    expect(headers.etag).toMatch(/^"[\w-]{22}"$/);
    expect(headers).not.toHaveProperty('content-encoding');
  });

  it('has another strong ETag for other bytes and for each encoding', async () => {
    const etags = await Promise.all(
      ['identity', 'gzip', 'br'].map(
        async (encoding) => (await get('/long', { 'accept-encoding': encoding })).headers.etag,
      ),
    );
    const [plain = ''] = etags;
    expect(etags).toEqual([plain, `${plain.slice(0, -1)}-gz"`, `${plain.slice(0, -1)}-br"`]);
    expect(plainAnswer({ ...long, json: `${long.json} ` }).etag).not.toBe(plain);
    expect((await get('/small')).headers.etag).toBe('"v3"');
  });

  it('is compressed as it is asked for', async () => {
    const gzip = await get('/long', { 'accept-encoding': 'gzip' });
    expect(gzip.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': String(gzip.bytes.length),
      vary: 'Accept-Encoding, Accept',
    });
    expect(gunzipSync(gzip.bytes).toString()).toBe(long.json);
    const br = await get('/long', { 'accept-encoding': 'gzip, deflate, br' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.bytes).toString()).toBe(long.json);
  });

  it('has the same headers for HEAD, compressed or not', async () => {
    for (const encoding of ['identity', 'br']) {
      const { date: _a, ...ofGet } = (await get('/long', { 'accept-encoding': encoding })).headers;
      const head = await get('/long', { 'accept-encoding': encoding }, 'HEAD');
      const { date: _b, ...ofHead } = head.headers;
      expect(ofHead).toEqual(ofGet);
      expect(head.text).toBe('');
    }
  });

  it('can be kept whole: headers and bytes of each encoding', async () => {
    const plain = plainAnswer(long);
    const encoded = await encodeAnswer(plain, 'br');
    const sent = await get('/long', { 'accept-encoding': 'br' });
    expect(sent.headers).toMatchObject(encoded.headers);
    expect(sent.bytes.equals(encoded.bytes)).toBe(true);
    expect(await encodeAnswer(plain, 'identity')).toBe(plain);
  });
});

describe('content negotiation', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['*', 'br'],
    ['gzip, deflate, br', 'br'],
    ['GZIP', 'gzip'],
    ['gzip;q=0.9, br;q=0.1', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=0.5, identity;q=0.9', 'identity'],
    ['identity;q=0, gzip', 'gzip'],
    ['deflate', 'identity'],
    ['gzip;q=0', 'identity'],
  ])('of a long answer: %s gives %s', (header, encoding) => {
    expect(chooseEncoding(header, 5000)).toBe(encoding);
  });

  it.each([
    ['gzip, br', 'identity'],
    ['gzip, identity;q=0', 'gzip'],
    ['*;q=0, gzip', 'gzip'],
  ])('of a small answer: %s gives %s', (header, encoding) => {
    expect(chooseEncoding(header, 1023)).toBe(encoding);
  });

  it.each(['identity;q=0', '*;q=0'])('is refused when nothing is acceptable: %s', (header) => {
    expect(() => chooseEncoding(header, 10)).toThrow(
      expect.objectContaining({ code: 'NOT_ACCEPTABLE', status: 406 }),
    );
  });
});

describe('a conditional read', () => {
  it('is answered with 304 and what caches update', async () => {
    const { headers } = await get('/long');
    const unchanged = await get('/long', { 'if-none-match': headers.etag ?? '' });
    expect(unchanged.status).toBe(304);
    expect(unchanged.bytes).toHaveLength(0);
    const { date: _, connection: _c, ...sent } = unchanged.headers;
    expect(sent).toEqual({
      etag: headers.etag,
      'cache-control': 'public, max-age=5',
      vary: 'Accept-Encoding, Accept',
      'last-modified': 'Sun, 01 Mar 2026 12:00:00 GMT',
      'surrogate-key': headers['surrogate-key'],
    });
    expect((await get('/long', { 'if-none-match': headers.etag ?? '' }, 'HEAD')).status).toBe(304);
  });

  it('matches the tag of the encoding it would get, and no other', async () => {
    const { etag = '' } = (await get('/long', { 'accept-encoding': 'br' })).headers;
    expect((await get('/long', { 'accept-encoding': 'br', 'if-none-match': etag })).status).toBe(304);
    expect((await get('/long', { 'accept-encoding': 'br', 'if-none-match': `W/${etag}` })).status).toBe(304);
    expect((await get('/long', { 'accept-encoding': 'gzip', 'if-none-match': etag })).status).toBe(200);
  });

  it('never goes by If-Modified-Since, since a story has parts that change without its date', async () => {
    const later = new Date('2030-01-01').toUTCString();
    expect((await get('/long', { 'if-modified-since': later })).status).toBe(200);
    expect((await get('/long', { 'if-none-match': '"x"', 'if-modified-since': later })).status).toBe(200);
  });

  it('is only for reads that succeed', async () => {
    expect((await get('/small', { 'if-none-match': '*' })).status).toBe(304);
    expect((await get('/small', { 'if-none-match': '*' }, 'POST')).status).toBe(200);
    expect((await get('/created', { 'if-none-match': '*' })).status).toBe(201);
  });

  it.each([
    ['*', true],
    [' * ', true],
    ['"a"', true],
    ['"x", W/"a"', true],
    ['"x","a"', true],
    ['"x,a"', false],
    ['"b"', false],
    ['a', false],
    ['', false],
  ])('compares %s with "a": %s', (header, matches) => {
    expect(matchesEtag(header, '"a"')).toBe(matches);
  });
});
