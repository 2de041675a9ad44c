import {
  type ArgumentsHost,
  ConflictException,
  Controller,
  ForbiddenException,
  Get,
  HttpCode,
  Module,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsString } from 'class-validator';
import type { AddressInfo } from 'node:net';
import type { FastifyReply } from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, exchange } from '../../../test/support/raw-http.js';
import { DomainError } from '../api/errors.js';
import { fastifyOptions, registerHttp } from './fastify.js';
import { ProblemTranslator } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { int, readQuery } from './query.js';
import { JsonBody } from './validation.js';

class NoteInput {
  @IsString()
  text: string;
}

@Controller()
class ThingsController {
  @Get('things/:id')
  thing(@Query() query: unknown) {
    return readQuery(query, { limit: int({ description: 'How many.', min: 1, max: 100, default: 20 }) });
  }

  @Post('things')
  @HttpCode(201)
  create(@JsonBody() input: NoteInput) {
    return input;
  }

  @Get('failures/domain')
  domain() {
    throw new DomainError('THING_RETRACTED', 410, 'It was withdrawn.', {
      errors: [{ pointer: '/id', code: 'GONE', detail: 'gone' }],
      extra: { notice: 'An error of ours.', status: 200, code: 'NO' },
      headers: { 'X-Reason': 'law', 'Cache-Control': 'public, max-age=1' },
    });
  }

  @Get('failures/secret')
  secret() {
    const error = new Error('select password from reader');
    throw Object.assign(error, { code: '23505', detail: 'Key (email)=(ada@example.org) already exists.' });
  }

  @Get('failures/forbidden')
  forbidden() {
    throw new ForbiddenException('internal wording');
  }

  @Get('failures/conflict')
  conflict() {
    throw new ConflictException();
  }

  @Get('failures/database')
  async database() {
    const pool = new pg.Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 5000 });
    await pool.query('select 1').finally(() => pool.end());
  }

  @Get('failures/late')
  late(@Res() reply: FastifyReply) {
    reply.raw.writeHead(200, { 'content-type': 'text/plain' });
    reply.raw.write('half of ');
    throw new Error('too late');
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  const adapter = new FastifyAdapter(fastifyOptions({ bodyLimit: 2000 }));
  app = await NestFactory.create(ThingsModule, adapter, { bodyParser: false, logger: false });
  registerHttp(app, {
    cors: { origins: [] },
    errorCodes: [{ code: 'THING_RETRACTED', status: 410, title: 'Withdrawn thing', meaning: 'Gone.' }],
  });
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
});

afterAll(() => app.close());

const json = { 'content-type': 'application/json' };
const post = (body: string | undefined, headers: Record<string, string> = json) =>
  call(port, '/things', { method: 'POST', headers, body });

async function problemOf(answer: ReturnType<typeof call>) {
  const { status, headers, text } = await answer;
  expect(headers['content-type']).toBe('application/problem+json');
  const body = JSON.parse(text) as Record<string, unknown>;
  expect(body['status']).toBe(status);
  return { status, headers, code: body['code'], body };
}

describe('problems', () => {
  it('has every member, and lets no extra member replace one', async () => {
    const { body, headers } = await problemOf(call(port, '/failures/domain?secret=1'));
    expect(body).toEqual({
      type: '/docs/errors#THING_RETRACTED',
      title: 'Withdrawn thing',
      status: 410,
      detail: 'It was withdrawn.',
      instance: '/failures/domain',
      code: 'THING_RETRACTED',
      errors: [{ pointer: '/id', code: 'GONE', detail: 'gone' }],
      notice: 'An error of ours.',
    });
    expect(headers).toMatchObject({ 'x-reason': 'law', 'cache-control': 'public, max-age=1' });
  });

  it.each([
    ['malformed JSON', '{"a":', json, 400, 'MALFORMED_BODY'],
    ['an empty JSON body', undefined, json, 400, 'MALFORMED_BODY'],
    ['a poisoned prototype', '{"__proto__":{"x":1}}', json, 400, 'MALFORMED_BODY'],
    ['a long body', JSON.stringify({ text: 'x'.repeat(3000) }), json, 413, 'BODY_TOO_LARGE'],
    ['a plain text body', 'text', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['no content type', '{}', {}, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a missing field', '{}', json, 422, 'INVALID_INPUT'],
    ['an array', '[]', json, 422, 'INVALID_INPUT'],
    ['no body at all', undefined, {}, 422, 'INVALID_INPUT'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    const problem = await problemOf(post(body, headers));
    expect(problem).toMatchObject({ status, code });
    expect(problem.body['errors']).toBeInstanceOf(Array);
    expect(problem.headers['cache-control']).toBe('no-store');
  });

  it('answers a body far over the limit before the connection goes', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(5_000_000) });
    expect(await problemOf(post(body))).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it.each([
    ['GET', '/nowhere', 404, 'ROUTE_NOT_FOUND'],
    ['PROPFIND', '/nowhere', 404, 'ROUTE_NOT_FOUND'],
    ['GET', `/things/x?a=${'y'.repeat(8200)}`, 414, 'URL_TOO_LONG'],
    ['GET', `/${'y'.repeat(20_000)}`, 414, 'URL_TOO_LONG'],
    ['GET', '/things/%zz', 400, 'INVALID_PARAMETER'],
    ['GET', '/things/%ff', 400, 'INVALID_PARAMETER'],
    ['GET', '/things/a%00b', 400, 'INVALID_PARAMETER'],
    ['GET', '/things/x?limit=%zz', 400, 'INVALID_PARAMETER'],
    ['GET', '/things/x?limit=%ff', 400, 'INVALID_PARAMETER'],
    ['GET', '/nowhere?limit=%zz', 400, 'INVALID_PARAMETER'],
    ['GET', '/things/x?limit=0', 400, 'INVALID_PARAMETER'],
    ['GET', '/things/x?limit=1&limit=2', 400, 'INVALID_PARAMETER'],
    ['GET', '/things/x?limt=1', 400, 'UNKNOWN_PARAMETER'],
    ['GET', '/failures/forbidden', 403, 'FORBIDDEN'],
    ['GET', '/failures/conflict', 409, 'CONFLICT'],
  ])('%s %.30s answers %i %s', async (method, target, status, code) => {
    expect(await problemOf(call(port, target, { method }))).toMatchObject({ status, code });
  });

  it('tells a wrong method from an unknown path', async () => {
    const get = await problemOf(call(port, '/things'));
    expect(get).toMatchObject({
      status: 405,
      code: 'METHOD_NOT_ALLOWED',
      headers: { allow: 'POST, OPTIONS' },
    });
    const put = await problemOf(call(port, '/things/x?y=1', { method: 'PUT', headers: json, body: '{}' }));
    expect(put).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } });
    expect((await call(port, '/nowhere', { method: 'HEAD' })).status).toBe(404);
  });

  it('keeps the text of unexpected errors inside', async () => {
    const { body } = await problemOf(call(port, '/failures/secret'));
    expect(body).toMatchObject({
      code: 'INTERNAL_ERROR',
      detail: 'Something went wrong on our side.',
      errors: [],
    });
    expect(JSON.stringify(body)).not.toMatch(/select|password|ada@/);
    expect(JSON.stringify(await problemOf(call(port, '/failures/forbidden')))).not.toContain(
      'internal wording',
    );
  });

  it('says 503 with Retry-After when the database cannot be reached', async () => {
    const problem = await problemOf(call(port, '/failures/database'));
    expect(problem).toMatchObject({ status: 503, code: 'UNAVAILABLE', headers: { 'retry-after': '1' } });
  });

  it('hangs up when an answer fails half way', async () => {
    await expect(call(port, '/failures/late')).rejects.toThrow(/aborted|hang up/);
  });
});

describe('the HTTP parser', () => {
  const parsed = (raw: string) => {
    const [head = '', body = ''] = raw.split('\r\n\r\n');
    expect(head).toContain('application/problem+json');
    return { head, body: JSON.parse(body) as Record<string, unknown> };
  };

  it('answers what is not HTTP with 400', async () => {
    const { head, body } = parsed(await exchange(port, 'NONSENSE\r\n\r\n'));
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(body).toMatchObject({ status: 400, code: 'BAD_REQUEST', errors: [] });
  });

  it('answers headers over 40 KB with 431 and the path', async () => {
    const request = `GET /things/x?a=1 HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(42_000)}\r\n\r\n`;
    const { head, body } = parsed(await exchange(port, request));
    expect(head).toMatch(/^HTTP\/1\.1 431 /);
    expect(body).toMatchObject({ code: 'HEADERS_TOO_LARGE', instance: '/things/x' });
  });
});

describe('the problem filter', () => {
  it('leaves GraphQL errors alone', () => {
    const error = new DomainError('X', 400, 'x');
    const host = { getType: () => 'graphql' } as unknown as ArgumentsHost;
    expect(() => new ProblemFilter(new ProblemTranslator()).catch(error, host)).toThrow(error);
  });
});
