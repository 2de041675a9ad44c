import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestApp } from '../support/test-app.js';
import { furnishNewsroom, send } from '../support/writing.js';

const PUBLIC = '93.184.215.14';
/** What names lead to, a look-up after the other. */
const found = new Map<string, string[]>();
let site: TestApp;
let inside: Server;
let port: number;
let connections = 0;

beforeAll(async () => {
  inside = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    inside.listen(0, '127.0.0.1', resolve);
  });
  ({ port } = inside.address() as AddressInfo);
  site = await TestApp.start({ WEBHOOK_PRIVATE: 'false' });
  await furnishNewsroom(site);
  const lookup = dns.lookup as (...all: unknown[]) => void;
  vi.spyOn(dns, 'lookup').mockImplementation(((
    name: string,
    options: object,
    done: (...all: unknown[]) => void,
  ) => {
    const answers = found.get(name);
    if (!answers) return lookup(name, options, done);
    done(null, [{ address: answers.shift(), family: 4 }]);
  }) as typeof dns.lookup);
  syncBuiltinESMExports();
  routeToHere();
});
afterAll(async () => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  await site.close();
  inside.close();
});

type Lookup = (
  host: string,
  options: object,
  done: (error: Error | null, found: unknown, family?: number) => void,
) => void;

/** The public internet of this test is on this machine: what was judged to be public is connected to here. */
function routeToHere(): void {
  const connect = Socket.prototype.connect as (this: Socket, ...all: unknown[]) => Socket;
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(function routed(this: Socket, ...all: unknown[]) {
    const [first] = all as [{ host?: string; lookup?: Lookup }];
    const options = (Array.isArray(first) ? first[0] : first) as typeof first;
    const judge = options.lookup;
    if (judge && found.has(options.host ?? '')) {
      options.lookup = (host, asked, done) =>
        judge(host, asked, (error, addresses, family) =>
          error ? done(error, addresses, family) : done(null, [{ address: '127.0.0.1', family: 4 }]),
        );
    }
    return connect.apply(this, all);
  });
}

async function hook(url: string): Promise<string> {
  const { status, body } = await send(site, 'POST', '/v1/webhooks', { url });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.webhook.id;
}
const test = async (id: string) => (await send(site, 'POST', `/v1/webhooks/${id}/test`)).body;

describe('the address of a webhook', () => {
  it.each([
    ['127.0.0.1', '10.0.0.1', '169.254.169.254', '192.168.1.1'],
    ['[::1]', '[::ffff:10.0.0.1]', '[fd00::1]', '[fe80::1]'],
    ['localhost', 'printer.local', 'wiki.internal'],
  ])('is refused at the desk when it is private: %s …', async (...hosts) => {
    for (const host of hosts) {
      const { status, body } = await send(site, 'POST', '/v1/webhooks', { url: `https://${host}:${port}/` });
      expect([host, status, body.errors?.[0]]).toMatchObject([
        host,
        422,
        { pointer: '/url', code: 'ADDRESS_NOT_PUBLIC' },
      ]);
    }
    const id = await hook('https://receiver.example/');
    const patched = await send(
      site,
      'PATCH',
      `/v1/webhooks/${id}`,
      { url: `https://${hosts[0]}/` },
      { version: '*' },
    );
    expect(patched.body.errors).toMatchObject([{ code: 'ADDRESS_NOT_PUBLIC' }]);
  });

  it('is not called where its name leads to this machine', async () => {
    found.set('inside.example', ['127.0.0.1']);
    const outcome = await test(await hook(`https://inside.example:${port}/`));
    expect(outcome).toMatchObject({ delivered: false, status: null, error: 'notPublic' });
    expect(connections).toBe(0);
  });

  it('is judged anew with each connection: public the first time, and of this machine the second', async () => {
    found.set('turning.example', [PUBLIC, '127.0.0.1']);
    const id = await hook(`https://turning.example:${port}/`);
    expect(await test(id)).toMatchObject({ delivered: false, error: 'unreachable' });
    expect(connections).toBe(1);
    expect(await test(id)).toMatchObject({ delivered: false, error: 'notPublic' });
    expect(connections).toBe(1);
  });
});
