import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { cacheKey } from './cache-key.js';

const PATHS = /^\/v1\/(?!counts)/;

const keyOf = (url: string, headers: Record<string, string> = {}, method = 'GET'): string | null =>
  cacheKey(
    { url, method, headers: { host: 'api.example', ...headers } } as unknown as IncomingMessage,
    PATHS,
  );

describe('the key of an answer', () => {
  it('is the same whatever the order of parameters', () => {
    expect(keyOf('/v1/articles?b=2&a=1')).toBe(keyOf('/v1/articles?a=1&b=2'));
    expect(keyOf('/v1/articles?a=1&b=2')).toBe('/v1/articles?a=1&b=2');
  });

  it.each(['/v1/articles?a=2', '/v1/articles?a=1&a=1', '/v1/articles/', '/v1/Articles?a=1', '/v1/articles'])(
    'is another for %s',
    (url) => expect(keyOf(url)).not.toBe(keyOf('/v1/articles?a=1')),
  );

  it('is the same for HEAD', () => expect(keyOf('/v1/site', {}, 'HEAD')).toBe(keyOf('/v1/site')));

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('is none for %s', (method) =>
    expect(keyOf('/v1/site', {}, method)).toBeNull(),
  );

  it.each([
    { authorization: '' },
    { authorization: 'Bearer x' },
    { 'preview-token': 'x' },
    { 'comment-token': 'x' },
    { 'broadsheet-after': 'x' },
    { 'content-length': '3' },
    { 'transfer-encoding': 'chunked' },
    { host: '' },
    { host: 'a b' },
    { host: 'evil/path' },
    { host: 'evil.example:99999' },
    { host: '1.2.3.4.5' },
  ] as unknown as Record<string, string>[])('is none with %j', (headers) =>
    expect(keyOf('/v1/site', headers)).toBeNull(),
  );

  it.each(['api.example:8080', '127.0.0.1', '[::1]:3000'])('is one for the host %s', (host) =>
    expect(keyOf('/v1/site', { host })).toBe('/v1/site'),
  );

  it.each(['/v1/counts?ids=1', '/docs', 'http://evil.example/v1/site', '*'])('is none for %s', (url) =>
    expect(keyOf(url)).toBeNull(),
  );
});
