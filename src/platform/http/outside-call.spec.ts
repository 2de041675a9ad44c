import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { notifyOutside, OutsideConnections, outsideFailure } from './outside-call.js';

/** What names lead to, a look-up after the other. */
const found = vi.hoisted(() => new Map<string, string[]>());
vi.mock('node:dns', async (original) => {
  const dns = await original<typeof import('node:dns')>();
  const lookup = (name: string, _: object, done: (error: null, addresses: object[]) => void): void => {
    const [address = '127.0.0.1', ...rest] = found.get(name) ?? [];
    found.set(name, rest);
    done(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  };
  return { ...dns, lookup };
});

const connections = new OutsideConnections();
let server: Server;
let port: number;
/** Paths that were asked for. */
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    request.resume();
    if (request.url === '/upgrade') {
      request.socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n');
      return;
    }
    if (request.url === '/redirect') response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` });
    if (request.url === '/long') response.write('x'.repeat(1_000_000));
    response.end('What nobody is to see');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => (asked = []));
afterAll(() => {
  connections.close();
  server.close();
});

const limits = { timeoutMs: 2_000, maxBytes: 1_000, allowPrivate: false, connections };
const call = (url: string, more: object = {}) => notifyOutside(url, '{}', {}, { ...limits, ...more });
/** Why a call was not made or failed. */
const failure = (url: string): Promise<string> => call(url).then(() => 'answered', outsideFailure);

describe('a call of an address that somebody else chose', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '192.168.1.1',
    '172.16.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '[::1]',
    '[::]',
    '[::ffff:10.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[fe80::1]',
    '[fd00::1]',
    '[64:ff9b::7f00:1]',
  ])('is not made to %s', async (host) => {
    expect(await failure(`http://${host}:${port}/`)).toBe('notPublic');
    expect(asked).toEqual([]);
  });

  it.each(['localhost.', 'inside.example'])(
    'is not made to %s, which leads to this machine',
    async (host) => {
      expect(await failure(`http://${host}:${port}/`)).toBe('notPublic');
      expect(asked).toEqual([]);
    },
  );

  it('is judged by the address that is connected to: a name is looked up once for each connection', async () => {
    // Addresses of documentation, which are not public, and this machine.
    found.set('turning.example', ['203.0.113.1', '127.0.0.1', '127.0.0.1']);
    const failures = [];
    for (let turn = 0; turn < 3; turn += 1) failures.push(await failure(`http://turning.example:${port}/`));
    expect(failures).toEqual(['notPublic', 'notPublic', 'notPublic']);
    expect(found.get('turning.example')).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('takes no connection that is kept to another host', async () => {
    const { status } = await call(`http://127.0.0.1:${port}/`, { allowPrivate: true });
    expect(status).toBe(200);
    expect(await failure(`http://another.example:${port}/`)).toBe('notPublic');
    expect(asked).toEqual(['/']);
  });

  it('follows no redirect', async () => {
    expect(await call(`http://127.0.0.1:${port}/redirect`, { allowPrivate: true })).toMatchObject({
      status: 302,
    });
    expect(asked).toEqual(['/redirect']);
  });

  it('ends when the answer is that of another protocol', async () => {
    const answer = call(`http://127.0.0.1:${port}/upgrade`, { allowPrivate: true });
    await expect(answer).rejects.toThrow('another protocol');
  });

  it('gives the status alone, and reads on no further than it may', async () => {
    expect(await call(`http://127.0.0.1:${port}/long`, { allowPrivate: true })).toEqual({
      status: 200,
      retryAfter: undefined,
    });
  });
});
