import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a database whose connections can be made to carry nothing more while they stay open. */
export class StallingProxy {
  readonly #sockets = new Set<Socket>();
  #isFrozen = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(databaseUrl: string): Promise<StallingProxy> {
    const target = new URL(databaseUrl);
    const server = createServer((client) => {
      proxy.#keep(client);
      if (proxy.#isFrozen) return;
      const upstream = connect(Number(target.port || 5432), target.hostname);
      proxy.#keep(upstream);
      client.pipe(upstream).pipe(client);
      for (const socket of [client, upstream])
        socket.on('close', () => [client, upstream].forEach((one) => one.destroy()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const proxy = new StallingProxy(server, url.href);
    return proxy;
  }

  /** Connections that are open now; later ones work. */
  stall(): void {
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.pause();
    }
    this.#sockets.clear();
  }

  /** Connections that are open now, and those that are made until `thaw`. */
  freeze(): void {
    this.#isFrozen = true;
    this.stall();
  }

  /** New connections work again. */
  thaw(): void {
    this.#isFrozen = false;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
  }
}
