import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { FastifyInstance } from 'fastify';
import { CloseCode, handleProtocols, makeServer, type Server } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { GRAPHQL_OPTIONS, GRAPHQL_PATH, type GraphqlOptions } from './apollo-config.js';
import { type Connection, ConnectionWatch } from './connection-watch.js';
import { Operations } from './operations.js';
import { subscriptionProtocol } from './subscription-protocol.js';

const MAX_MESSAGE_BYTES = 64 * 1024;
const PING_INTERVAL_MS = 12_000;
/** How long clients may take to answer the closing handshake at shutdown. */
const GOODBYE_MS = 2_000;
/** RFC 6455, section 7.4.1: the server goes down. */
const GOING_AWAY = 1001;

/**
 * Serves subscriptions by `graphql-transport-ws` on Fastify's own HTTP server, at the path of GraphQL. It is the
 * only WebSocket end point, so any other upgrade is answered 404. A message over 64 KB closes the connection with
 * 1009; a client that does not answer a ping within 12 s is cut off; shutdown closes every connection with 1001.
 * Whether callers are still known is looked up when something revokes rights, and with every ping: time alone ends
 * some rights, and news of the others may be late.
 *
 * It speaks to `graphql-ws` through `makeServer`: the library's adapter for `ws` writes every broken client to
 * the console.
 */
@Injectable()
export class GraphqlSocketServer implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(GraphQLSchemaHost) private readonly schemaHost: GraphQLSchemaHost,
    @Inject(GRAPHQL_OPTIONS) private readonly options: GraphqlOptions,
    private readonly operations: Operations,
  ) {}

  onModuleInit(): void {
    // An application context without HTTP (a worker) has no adapter.
    const fastify = this.adapterHost.httpAdapter?.getInstance<FastifyInstance | undefined>();
    if (!fastify) return;
    const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, handleProtocols });
    const watch = new ConnectionWatch(this.options);
    const { persisted } = this.operations;
    const protocol = makeServer(
      subscriptionProtocol(this.options, () => this.schemaHost.schema, persisted, watch),
    );
    sockets.on('connection', (socket, request) => this.connect(protocol, socket, request));
    const endRevocations = this.options.onRevocation(() => void watch.check());
    const pings = keepAlive(sockets, watch);
    fastify.server.on('upgrade', (request, duplex, head) => upgrade(sockets, request, duplex, head));
    // Fastify waits for open connections, and those of a WebSocket end only when told to.
    fastify.addHook('preClose', async () => {
      endRevocations();
      clearInterval(pings);
      await closeAll(sockets);
    });
  }

  private connect(protocol: Server<Connection>, socket: WebSocket, request: IncomingMessage): void {
    const { log } = this.options;
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (data) => {
            handle(String(data)).catch((error: unknown) => {
              log(error);
              socket.close(CloseCode.InternalServerError, 'INTERNAL_ERROR');
            });
          }),
      },
      { socket, request },
    );
    // A broken frame or an over-long message: the client's fault, and ws closes the connection with its code.
    socket.on('error', () => undefined);
    socket.once('close', (code, reason) => void closed(code, String(reason)).catch(log));
  }
}

/** Resolves when the data is handed over; a socket that is no longer open takes nothing. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    // A failed write is followed by 'close', which ends the subscriptions.
    if (socket.readyState === socket.OPEN) socket.send(data, () => resolve());
    else resolve();
  });
}

function upgrade(sockets: WebSocketServer, request: IncomingMessage, duplex: Duplex, head: Buffer): void {
  const [path] = (request.url ?? '').split('?');
  if (path === GRAPHQL_PATH) {
    sockets.handleUpgrade(request, duplex, head, (socket) => sockets.emit('connection', socket, request));
    return;
  }
  duplex.on('error', () => undefined);
  duplex.end(`HTTP/1.1 404 ${STATUS_CODES[404]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => {
    duplex.destroy();
  });
}

/** Ends connections whose client answered nothing since the ping before, and those of callers no longer known. */
function keepAlive(sockets: WebSocketServer, watch: ConnectionWatch): NodeJS.Timeout {
  const waiting = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    void watch.check();
    for (const socket of sockets.clients) {
      if (waiting.has(socket)) {
        socket.terminate();
        continue;
      }
      waiting.add(socket);
      socket.once('pong', () => waiting.delete(socket));
      socket.ping();
    }
  }, PING_INTERVAL_MS);
  return timer.unref();
}

async function closeAll(sockets: WebSocketServer): Promise<void> {
  const deadline = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
  }, GOODBYE_MS);
  for (const socket of sockets.clients) socket.close(GOING_AWAY, 'Going away');
  await new Promise<void>((resolve) => sockets.close(() => resolve()));
  clearTimeout(deadline);
}
