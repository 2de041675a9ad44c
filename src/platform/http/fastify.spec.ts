import { Controller, Get, Module, Param, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/raw-http.js';
import { sendAnswer } from './answer.js';
import { fastifyOptions, registerHttp } from './fastify.js';

@Controller()
class ThingsController {
  @Get('things/:id')
  thing(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string) {
    return sendAnswer(request, reply, { json: JSON.stringify({ id }), cacheControl: 'public, max-age=5' });
  }

  @Post('things')
  create() {
    return {};
  }

  @Get('address')
  address(@Req() request: FastifyRequest) {
    return { address: request.ip };
  }

  @Get('failure')
  failure() {
    const error = new Error('duplicate key');
    throw Object.assign(error, { code: '23505', detail: 'Key (email)=(ada@example.org) already exists.' });
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

const log: Array<Record<string, unknown>> = [];
let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  const stream = { write: (line: string) => log.push(JSON.parse(line) as Record<string, unknown>) };
  const options = fastifyOptions({ logger: { level: 'info', stream }, trustedProxies: ['127.0.0.1'] });
  app = await NestFactory.create(ThingsModule, new FastifyAdapter(options), {
    bodyParser: false,
    logger: false,
  });
  registerHttp(app, { cors: { origins: ['https://desk.example.org'], openPostPaths: ['/graphql'] } });
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
});

afterAll(() => app.close());

describe('every answer', () => {
  it('carries a request id: a sane one of the caller, else a new one', async () => {
    const idFor = async (given: string, target = '/things/x') =>
      (await call(port, target, { headers: { 'x-request-id': given } })).headers['x-request-id'];
    expect(await idFor('abc-1.2_3')).toBe('abc-1.2_3');
    expect(await idFor('abc-4', '/nowhere')).toBe('abc-4');
    expect(await idFor('abc-5', '/things/%zz')).toBe('abc-5');
    const [spaced, long] = [await idFor('a b'), await idFor('x'.repeat(65))];
    for (const made of [spaced, long]) expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect(spaced).not.toBe(long);
  });

  it('carries security headers', async () => {
    for (const target of ['/things/x', '/nowhere', '/things/%zz']) {
      const { headers } = await call(port, target);
      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('answers HEAD as GET, without the body', async () => {
    const get = await call(port, '/things/x', { headers: { 'x-request-id': 'same' } });
    const head = await call(port, '/things/x', { method: 'HEAD', headers: { 'x-request-id': 'same' } });
    const { date: _get, ...ofGet } = get.headers;
    const { date: _head, ...ofHead } = head.headers;
    expect(ofHead).toEqual(ofGet);
    expect(ofHead['content-length']).toBe('10');
    expect([get.text, head.text]).toEqual(['{"id":"x"}', '']);
  });

  it('answers OPTIONS with the methods of the path', async () => {
    const known = await call(port, '/things/x', { method: 'OPTIONS' });
    expect(known).toMatchObject({ status: 204, text: '', headers: { allow: 'GET, HEAD, OPTIONS' } });
    expect((await call(port, '/nowhere', { method: 'OPTIONS' })).status).toBe(404);
  });
});

describe("the caller's address", () => {
  it('is what a trusted proxy says it is', async () => {
    const { text } = await call(port, '/address', { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(JSON.parse(text)).toEqual({ address: '203.0.113.7' });
  });
});

describe('CORS', () => {
  const origin = (headers: Record<string, string>, method = 'GET', target = '/things/x') =>
    call(port, target, { method, headers }).then((answer) => answer.headers);

  it('opens anonymous reads to all, without varying by origin', async () => {
    const headers = await origin({ origin: 'https://anyone.example' });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-expose-headers']).toBe(
      'ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, Broadsheet-After',
    );
    expect(headers['vary']).toBe('Accept-Encoding');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
    expect((await origin({}, 'GET', '/nowhere'))['access-control-allow-origin']).toBe('*');
    expect((await origin({}, 'GET', '/things/%zz'))['access-control-allow-origin']).toBe('*');
  });

  it('opens the rest to listed origins alone', async () => {
    const authorization = 'Bearer x';
    const desk = await origin({ origin: 'https://desk.example.org', authorization });
    expect(desk).toMatchObject({
      'access-control-allow-origin': 'https://desk.example.org',
      vary: 'Origin, Accept-Encoding',
    });
    const other = await origin({ origin: 'https://anyone.example', authorization });
    expect(other).not.toHaveProperty('access-control-allow-origin');
    const write = await origin({ origin: 'https://anyone.example' }, 'POST', '/things');
    expect(write).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    ['an anonymous read', '/things/x', 'https://anyone.example', 'GET', 'if-none-match', '*'],
    ['a read with credentials', '/things/x', 'https://anyone.example', 'GET', 'Authorization', undefined],
    ['a write from anywhere', '/things', 'https://anyone.example', 'POST', 'content-type', undefined],
    ['a GraphQL POST', '/graphql', 'https://anyone.example', 'POST', 'content-type', '*'],
    [
      'a write from a listed origin',
      '/things',
      'https://desk.example.org',
      'POST',
      'content-type, authorization',
      'https://desk.example.org',
    ],
  ])('answers the preflight of %s', async (_, target, from, method, headers, allowed) => {
    const answer = await call(port, target, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': method,
        'access-control-request-headers': headers,
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe(allowed);
    expect(answer.headers['access-control-allow-methods']).toContain(method);
    expect(answer.headers['access-control-allow-headers']).toBe(headers);
    expect(answer.headers['access-control-max-age']).toBe('7200');
  });
});

describe('the log', () => {
  it('has one line for a request, with the route and without anything personal', async () => {
    log.length = 0;
    await call(port, '/things/ada?limit=7', {
      headers: { 'x-request-id': 'log-1', 'user-agent': 'ada-agent', authorization: 'Bearer ada' },
    });
    await expect.poll(() => log.length).toBe(1);
    expect(log[0]).toMatchObject({ requestId: 'log-1', method: 'GET', route: '/things/:id', status: 200 });
    expect(log[0]?.['ms']).toBeTypeOf('number');
    expect(JSON.stringify(log)).not.toMatch(/ada|127\.0\.0\.1|limit/);
  });

  it('has unexpected errors with the request id, without the values of rows', async () => {
    log.length = 0;
    await call(port, '/failure', { headers: { 'x-request-id': 'log-2' } });
    await expect.poll(() => log.length).toBe(2);
    expect(log[0]).toMatchObject({ requestId: 'log-2', msg: 'request failed', err: { code: '23505' } });
    expect(JSON.stringify(log[0])).toContain('fastify.spec.ts');
    expect(JSON.stringify(log)).not.toContain('ada@example.org');
  });
});
