import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import { afterEach, describe, expect, it } from 'vitest';
import { isUnavailable } from './unavailable.js';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** What a real pool says about a server that treats its connections so. */
async function failureWith(onConnection: (socket: Socket) => void): Promise<unknown> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pool = new pg.Pool({ host: '127.0.0.1', port, connectionTimeoutMillis: 200 });
  const failure: unknown = await pool.query('select 1').catch((error: unknown) => error);
  await pool.end();
  for (const socket of sockets) socket.destroy();
  return failure;
}

const databaseError = (code: string) => Object.assign(new pg.DatabaseError('refused', 7, 'error'), { code });

describe('isUnavailable', () => {
  it('is true for a server that does not answer, hangs up or is not there', async () => {
    expect(isUnavailable(await failureWith(() => undefined))).toBe(true);
    expect(isUnavailable(await failureWith((socket) => socket.end()))).toBe(true);
    expect(isUnavailable(await failureWith((socket) => socket.resetAndDestroy()))).toBe(true);
    const nowhere = new pg.Pool({ host: '127.0.0.1', port: 1 });
    expect(isUnavailable(await nowhere.query('select 1').catch((error: unknown) => error))).toBe(true);
    await nowhere.end();
    expect(isUnavailable(await nowhere.query('select 1').catch((error: unknown) => error))).toBe(true);
  });

  it.each(['08006', '53300', '57P01', '57P03', '57014', '55P03', '40001', '40P01', '25006'])(
    'is true for SQLSTATE %s, through TypeORM too',
    (code) => {
      expect(isUnavailable(databaseError(code))).toBe(true);
      expect(isUnavailable(new QueryFailedError('select 1', [], databaseError(code)))).toBe(true);
      expect(isUnavailable(new Error('wrapped', { cause: databaseError(code) }))).toBe(true);
    },
  );

  it.each(['23505', '42P01', '22P02', '57000'])('is false for SQLSTATE %s', (code) => {
    expect(isUnavailable(databaseError(code))).toBe(false);
  });

  it('is false for anything else', () => {
    const loop = new Error('loop');
    loop.cause = loop;
    for (const error of [new Error('timeout'), loop, 'ECONNREFUSED', undefined, null]) {
      expect(isUnavailable(error)).toBe(false);
    }
  });
});
