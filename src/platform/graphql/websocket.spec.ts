import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DomainError } from '../api/errors.js';
import { SECRET, startGraphqlApp, type GraphqlApp } from '../../../test/support/graphql-app.js';

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A client that speaks `graphql-transport-ws` by hand, so that it can also break its rules. */
class Client {
  private readonly received: Message[] = [];
  private wake: () => void = () => undefined;
  readonly closed: Promise<[code: number, reason: string]>;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.received.push(JSON.parse(String(data)) as Message);
      this.wake();
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve([code, String(reason)]));
    });
  }

  static async open(url: string, payload?: object, headers?: Record<string, string>): Promise<Client> {
    const client = await Client.connect(url, headers);
    client.send({ type: 'connection_init', payload });
    expect((await client.next()).type).toBe('connection_ack');
    return client;
  }

  static async connect(url: string, headers: Record<string, string> = {}): Promise<Client> {
    const socket = new WebSocket(url, 'graphql-transport-ws', { headers });
    const client = new Client(socket);
    await once(socket, 'open');
    return client;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: object): void {
    this.send({ type: 'subscribe', id, payload: { query, variables } });
  }

  async next(): Promise<Message> {
    while (this.received.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.received.shift() as Message;
  }

  /** Everything told about one operation until it ends. */
  async run(query: string, variables?: object): Promise<Message[]> {
    this.subscribe('op', query, variables);
    const messages: Message[] = [];
    do messages.push(await this.next());
    while (messages.at(-1)?.type === 'next');
    return messages;
  }

  /** The code of the first error of one operation, in an `error` or a `next` message. */
  async codeOf(query: string, variables?: object): Promise<unknown> {
    const [first] = await this.run(query, variables);
    const errors = Array.isArray(first?.payload)
      ? first.payload
      : (first?.payload as { errors?: unknown[] } | undefined)?.errors;
    return (errors?.[0] as { extensions?: { code?: unknown } } | undefined)?.extensions?.code;
  }
}

let server: GraphqlApp;
const clients: Client[] = [];

const open = async (payload?: object, headers?: Record<string, string>): Promise<Client> => {
  const client = await Client.open(server.socketUrl, payload, headers);
  clients.push(client);
  return client;
};

beforeAll(async () => {
  server = await startGraphqlApp();
});
beforeEach(() => void server.logged.splice(0));
afterAll(async () => {
  for (const client of clients) client.socket.terminate();
  await server.app.close();
});

const nested = (depth: number): string =>
  `subscription { thingSeen ${'{ self '.repeat(depth - 2)}{ id }${' }'.repeat(depth - 1)}`;
const aliased = (count: number): string =>
  `subscription { thingSeen { ${Array.from({ length: count }, (_, index) => `a${index}: id`).join(' ')} } }`;
/** Costs 1 + 1 + 98 × (1 + 50) = 5000, with an object more 5001. */
const costing = (cost: number): string =>
  `subscription { thingSeen { things(first: 98) { nodes { related(first: 50) { id } } } ${cost > 5000 ? 'self { id }' : ''} } }`;
const tokens = (count: number): string => `subscription { count(to: 1) ${'@a '.repeat((count - 9) / 2)} }`;

describe('subscriptions over WebSocket', () => {
  it('stream their events and complete', async () => {
    const client = await open();
    const messages = await client.run('subscription ($to: Int!) { count(to: $to) }', { to: 2 });
    expect(messages).toEqual([
      { type: 'next', id: 'op', payload: { data: { count: 1 } } },
      { type: 'next', id: 'op', payload: { data: { count: 2 } } },
      { type: 'complete', id: 'op' },
    ]);
  });

  it('know their viewer by the connection parameters, else by the headers of the upgrade', async () => {
    const seen = async (client: Client): Promise<unknown> =>
      (await client.run('subscription { viewerSeen }'))[0]?.payload;
    expect(await seen(await open())).toEqual({ data: { viewerSeen: 'anonymous' } });
    const headers = { authorization: 'Bearer header' };
    expect(await seen(await open(undefined, headers))).toEqual({ data: { viewerSeen: 'Bearer header' } });
    expect(await seen(await open({ authorization: 'Bearer given' }, headers))).toEqual({
      data: { viewerSeen: 'Bearer given' },
    });
  });

  it('are refused to a viewer who cannot be told', async () => {
    for (const [authorization, code, reason] of [
      ['Bearer bad', 4403, 'UNAUTHENTICATED'],
      ['Bearer broken', 4500, 'INTERNAL_ERROR'],
    ] as const) {
      const client = await Client.connect(server.socketUrl);
      client.send({ type: 'connection_init', payload: { authorization } });
      expect(await client.closed).toEqual([code, reason]);
    }
    expect(server.logged.map(String)).toEqual([`Error: ${SECRET}`]);
  });

  it('are all there is: queries and mutations are refused', async () => {
    const client = await open();
    expect(await client.codeOf('{ hello }')).toBe('SUBSCRIPTIONS_ONLY');
    expect(await client.codeOf('mutation { touch }')).toBe('SUBSCRIPTIONS_ONLY');
  });

  it.each([
    ['depth', nested(12), nested(13), 'QUERY_TOO_DEEP'],
    ['aliases', aliased(30), aliased(31), 'TOO_MANY_ALIASES'],
    ['cost', costing(5000), costing(5001), 'QUERY_TOO_COSTLY'],
  ])('have the limit of %s', async (_name, within, beyond, code) => {
    const client = await open();
    expect(await client.codeOf(within)).toBeUndefined();
    expect(await client.codeOf(beyond)).toBe(code);
  });

  it('have the limit of tokens', async () => {
    const client = await open();
    // 1,999 tokens parse and are found invalid; 2,001 are not parsed.
    expect(await client.codeOf(tokens(1999))).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await client.codeOf(tokens(2001))).toBe('QUERY_TOO_LONG');
  });

  it('have their errors coded as over HTTP', async () => {
    const client = await open();
    expect(await client.codeOf('subscription { count(to: 1)')).toBe('GRAPHQL_PARSE_FAILED');
    expect(await client.codeOf('subscription { nothing }')).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await client.codeOf('subscription A { count(to: 1) } subscription B { count(to: 1) }')).toBe(
      'OPERATION_RESOLUTION_FAILURE',
    );
    expect(await client.codeOf('subscription ($to: Int!) { count(to: $to) }', { to: 'x' })).toBe(
      'BAD_USER_INPUT',
    );
    expect(await client.codeOf('subscription { failing(how: "domain") { id } }')).toBe('STORY_RETRACTED');
    expect(server.logged).toEqual([]);
  });

  it('suggest no names of a schema that is not public', async () => {
    const suggestion = async ({ socketUrl }: GraphqlApp): Promise<string> => {
      const client = await Client.open(socketUrl);
      clients.push(client);
      return JSON.stringify(await client.run('subscription { coun(to: 1) }'));
    };
    expect(await suggestion(server)).toContain('Did you mean');
    const hidden = await startGraphqlApp({ introspection: false });
    try {
      expect(await suggestion(hidden)).not.toContain('Did you mean');
    } finally {
      await hidden.app.close();
    }
  });

  it.each(['open', 'event', 'stream'])('never tell an internal error: %s', async (how) => {
    const client = await open();
    const messages = await client.run('subscription ($how: String!) { failing(how: $how) { id } }', { how });
    expect(JSON.stringify(messages)).not.toContain('secret');
    expect(JSON.stringify(messages)).toContain('"code":"INTERNAL_ERROR"');
    expect(server.logged.map(String)).toEqual([`Error: ${SECRET}`]);
  });
});

describe('connections', () => {
  it('hold 20 subscriptions, and one more when one of them has ended', async () => {
    const client = await open();
    const begin = async (id: string): Promise<Message> => {
      client.subscribe(id, 'subscription { forever }');
      return client.next();
    };
    for (let index = 1; index <= 20; index += 1) expect((await begin(`s${index}`)).type).toBe('next');
    const refused = await begin('s21');
    expect([refused.type, refused.id]).toEqual(['error', 's21']);
    expect(refused.payload).toMatchObject([{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }]);
    client.send({ type: 'complete', id: 's1' });
    expect((await begin('s22')).type).toBe('next');
    const before = server.released();
    client.socket.close();
    await client.closed;
    await expect.poll(() => server.released()).toBe(before + 20);
  });

  it('close on a message over 64 KB, and take one of 64 KB', async () => {
    const client = await open();
    const message = (bytes: number): string => {
      const ping = { type: 'ping', payload: { fill: '' } };
      return JSON.stringify({ ...ping, payload: { fill: 'x'.repeat(bytes - JSON.stringify(ping).length) } });
    };
    client.socket.send(message(64 * 1024));
    expect((await client.next()).type).toBe('pong');
    client.socket.send(message(64 * 1024 + 1));
    expect((await client.closed)[0]).toBe(1009);
    expect(server.logged).toEqual([]);
  });

  it('close with 4408 when they are not initialised', async () => {
    const client = await Client.connect(server.socketUrl);
    expect((await client.closed)[0]).toBe(4408);
  });

  it('close with 4401 when they subscribe before, and with 4400 on what is no message', async () => {
    const early = await Client.connect(server.socketUrl);
    early.subscribe('op', 'subscription { count(to: 1) }');
    expect((await early.closed)[0]).toBe(4401);
    const broken = await open();
    broken.socket.send('{');
    expect((await broken.closed)[0]).toBe(4400);
  });

  it('end when their caller is no longer known, at the next subscription or when rights are revoked', async () => {
    const known = new Set(['Bearer one', 'Bearer two']);
    let revoked = (): void => undefined;
    const site = await startGraphqlApp({
      viewerOf: ({ headers: { authorization = 'anonymous' } }) => {
        if (authorization === 'anonymous' || known.has(authorization)) return authorization;
        throw new DomainError('UNAUTHENTICATED', 401, 'Unknown key.');
      },
      isKnown: ({ headers }) => Promise.resolve(known.has(headers.authorization ?? '')),
      onRevocation: (listener) => {
        revoked = listener;
        return () => undefined;
      },
    });
    const [one, two, nobody] = await Promise.all([
      Client.open(site.socketUrl, { authorization: 'Bearer one' }),
      Client.open(site.socketUrl, { authorization: 'Bearer two' }),
      Client.open(site.socketUrl),
    ]);
    known.delete('Bearer one');
    one.subscribe('op', 'subscription { count(to: 1) }');
    expect(await one.closed).toEqual([4403, 'UNAUTHENTICATED']);
    expect((await two.run('subscription { count(to: 1) }')).length).toBe(2);
    known.delete('Bearer two');
    revoked();
    expect(await two.closed).toEqual([4403, 'UNAUTHENTICATED']);
    expect((await nobody.run('subscription { count(to: 1) }')).length).toBe(2);
    await site.app.close();
  });

  it('are not upgraded at other paths', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'websocket' };
    const request = httpRequest(server.url.replace('/graphql', '/graphqlx'), { headers });
    request.end();
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(404);
  });

  it('end with 1001 at shutdown, which they do not hold up', async () => {
    const stopping = await startGraphqlApp();
    const client = await Client.open(stopping.socketUrl);
    client.subscribe('op', 'subscription { forever }');
    await client.next();
    const before = stopping.released();
    await stopping.app.close();
    expect((await client.closed)[0]).toBe(1001);
    expect(stopping.released()).toBe(before + 1);
    await expect(Client.connect(stopping.socketUrl)).rejects.toThrow('ECONNREFUSED');
  });
});
