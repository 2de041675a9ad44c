import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/raw-http.js';
import { fastifyOptions, registerHttp } from '../http/fastify.js';
import { HealthModule } from './health.module.js';
import { failedProbes, type Probe } from './probes.js';

const state: Record<string, () => Promise<unknown>> = {};
const probes: Probe[] = ['database', 'cache', 'replica 1'].map((name) => ({
  name,
  isOptional: name.startsWith('replica'),
  check: () => state[name]?.() ?? Promise.resolve(),
}));

let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  const module = HealthModule.register({ useFactory: () => probes });
  const adapter = new FastifyAdapter(fastifyOptions());
  app = await NestFactory.create(module, adapter, { bodyParser: false, logger: false });
  registerHttp(app, { cors: { origins: [] } });
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
});

afterAll(() => app.close());

beforeEach(() => {
  for (const name of Object.keys(state)) delete state[name];
});

describe('health', () => {
  it('is live whatever the probes say', async () => {
    state['database'] = () => Promise.reject(new Error('down'));
    const { status, headers, text } = await call(port, '/health/live');
    expect([status, text]).toEqual([200, '{"status":"ok"}']);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('is ready when every probe answers', async () => {
    const { status, headers, text } = await call(port, '/health/ready');
    expect([status, text]).toEqual([200, '{"status":"ok"}']);
    expect(headers['cache-control']).toBe('no-store');
    expect((await call(port, '/health/ready', { method: 'HEAD' })).status).toBe(200);
  });

  it('is ready without what requests can do without, and names it', async () => {
    state['replica 1'] = () => Promise.reject(new Error('no route to 10.0.0.8'));
    const { status, text } = await call(port, '/health/ready');
    expect([status, text]).toEqual([200, '{"status":"ok","degraded":["replica 1"]}']);
    state['database'] = state['replica 1'];
    const both = await call(port, '/health/ready');
    expect([both.status, JSON.parse(both.text).detail]).toEqual([503, 'Not ready: database.']);
  });

  it('is not ready when one fails, and says which but not why', async () => {
    state['database'] = () => Promise.reject(new Error('no route to 10.0.0.7'));
    const { status, headers, text } = await call(port, '/health/ready');
    expect(status).toBe(503);
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'retry-after': '1',
    });
    expect(JSON.parse(text)).toMatchObject({
      code: 'UNAVAILABLE',
      detail: 'Not ready: database.',
      errors: [{ pointer: 'database', code: 'UNAVAILABLE' }],
    });
    expect(text).not.toContain('10.0.0.7');
  });

  it('fails probes that throw at once or never settle', async () => {
    const throws: Probe = {
      name: 'throws',
      check: () => {
        throw new Error('at once');
      },
    };
    const hangs: Probe = { name: 'hangs', check: () => new Promise(() => undefined) };
    const works: Probe = { name: 'works', check: () => Promise.resolve() };
    const failures = await failedProbes([throws, hangs, works], 20);
    expect(failures.map(({ name }) => name)).toEqual(['throws', 'hangs']);
    expect(failures[1]?.error.message).toContain('hangs did not answer in 20 ms');
  });
});
