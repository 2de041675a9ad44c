import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { TestApp } from './test-app.js';

interface LiveError {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

/** What came of one subscription. */
export class LiveSubscription<T> {
  readonly events: T[] = [];
  /** Errors of the whole subscription, or of one event; null while there are none. */
  errors: readonly LiveError[] | null = null;
  completed = false;

  constructor(
    client: Client,
    query: string,
    variables: Record<string, unknown>,
    private readonly field: string,
  ) {
    this.end = client.subscribe<Record<string, T>>(
      { query, variables },
      {
        next: ({ data, errors }) => {
          if (errors) this.errors = errors as unknown as LiveError[];
          if (data) this.events.push(data[this.field] as T);
        },
        error: (error) => {
          this.errors = Array.isArray(error) ? (error as LiveError[]) : [];
        },
        complete: () => (this.completed = true),
      },
    );
  }

  readonly end: () => void;
}

/** A client of `graphql-transport-ws`, on one connection. */
export class LiveClient {
  readonly #sockets: WebSocket[] = [];
  readonly #client: Client;

  constructor(site: TestApp, key?: string) {
    const sockets = this.#sockets;
    class Socket extends WebSocket {
      constructor(address: string, protocols?: string | string[]) {
        super(address, protocols);
        sockets.push(this);
      }
    }
    this.#client = createClient({
      url: `${site.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: Socket,
      retryAttempts: 0,
      ...(key && { connectionParams: { authorization: `Bearer ${key}` } }),
    });
  }

  /** @param field name of the subscription's field, whose values are the events */
  subscribe<T>(field: string, query: string, variables: Record<string, unknown> = {}): LiveSubscription<T> {
    return new LiveSubscription<T>(this.#client, query, variables, field);
  }

  /** The socket underneath, once there is one. */
  get socket(): WebSocket | undefined {
    return this.#sockets[0];
  }

  close(): void {
    void this.#client.dispose();
  }
}
